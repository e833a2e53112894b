using System.IO.Compression;
using System.Net;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Distplusplus.Server.Hosting;

/// <summary>The servers of a host's address: Kestrel and gRPC, minimal. The only place with a container.</summary>
internal static class HostWeb
{
    /// <param name="inherited">What listens already; null: nothing does.</param>
    /// <param name="assemble">Called once.</param>
    public static WebApplication Build(
        ServerSettings settings,
        JobLimits limits,
        EndPoint endPoint,
        InheritedSocket? inherited,
        ListenerSecurity door,
        OpenConnections connections,
        Func<IServiceProvider, HostParts> assemble)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "distplusplus",
            // Not the working directory: the host may have become a user who may not enter it.
            ContentRootPath = "/",
        });
        HostLogging.Configure(builder.Logging, settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddSingleton(assemble);
        door.AddTo(builder.Services);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Drain.Close);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = limits.MessageBytes;
            options.MaxSendMessageSize = null;
            options.CompressionProviders =
            [
                new BoundedCompression(new ZstdCompressionProvider(), limits.MessageBytes),
                new BoundedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), limits.MessageBytes),
            ];
        });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.Backlog = ListenSocket.Backlog;
            sockets.CreateBoundListenSocket
                = where => ListenSocket.Bind(where, inherited?.Socket, settings.SilenceTimeout);
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimits.Apply(kestrel.Limits);
            door.Listen(kestrel, endPoint, connections);
        });
        return builder.Build();
    }

    /// <summary>The address with the port it really has.</summary>
    public static string ListeningAt(WebApplication app, HostAddress asked)
    {
        if (asked.Kind == HostAddressKind.UnixSocket)
        {
            return $"{asked}";
        }

        var address = app.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return address[(address.LastIndexOf('/') + 1)..];
    }
}

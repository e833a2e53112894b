using Distplusplus.Configuration;
using Distplusplus.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Tests.Diagnostics;

/// <summary>A gRPC host on a UNIX socket that describes itself as it is told. Made per test.</summary>
internal sealed class FakeHost : BuildHost.BuildHostBase, IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("host");
    private readonly HostDescription _description;
    private readonly WebApplication _application;

    private FakeHost(HostDescription description)
    {
        _description = description;
        Address = new HostAddress(HostAddressKind.UnixSocket, Path.Combine(_directory.FullName, "socket"), 0);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(Address.Name, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<FakeHost>();
    }

    public HostAddress Address { get; }

    public static async Task<FakeHost> StartAsync(HostDescription description)
    {
        var host = new FakeHost(description);
        await host._application.StartAsync();
        return host;
    }

    public override Task<HostDescription> Describe(DescribeRequest request, ServerCallContext context)
        => Task.FromResult(_description);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

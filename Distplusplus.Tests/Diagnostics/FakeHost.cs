using System.Collections.Concurrent;
using Distplusplus.Configuration;
using Distplusplus.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Tests.Diagnostics;

/// <summary>A gRPC host on a UNIX socket that says what it is told to. Made per test.</summary>
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
        builder.Services.AddGrpc(options => options.CompressionProviders.Add(new ZstdCompressionProvider()));
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<FakeHost>();
    }

    public HostAddress Address { get; }

    /// <summary>What it answers to an offer; then it waits for the client to leave.</summary>
    public Func<Offer, CompileReply[]> Answer { get; private init; } = _ => [];

    /// <summary>The modes of the offers it got.</summary>
    public ConcurrentQueue<SendMode> Offered { get; } = [];

    public static async Task<FakeHost> StartAsync(
        HostDescription description, Func<Offer, CompileReply[]>? answer = null)
    {
        var host = new FakeHost(description) { Answer = answer ?? (_ => []) };
        await host._application.StartAsync();
        return host;
    }

    public override Task<HostDescription> Describe(DescribeRequest request, ServerCallContext context)
        => Task.FromResult(_description);

    public override async Task Compile(
        IAsyncStreamReader<CompileRequest> requests, IServerStreamWriter<CompileReply> replies,
        ServerCallContext context)
    {
        while (await requests.MoveNext(context.CancellationToken))
        {
            if (requests.Current.Offer is { } offer)
            {
                Offered.Enqueue(offer.Mode);
                foreach (var reply in Answer(offer))
                {
                    await replies.WriteAsync(reply);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

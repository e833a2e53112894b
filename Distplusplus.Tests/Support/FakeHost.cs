using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Tests.Support;

/// <summary>A gRPC host on a UNIX socket that does what a test tells it to. Made per test.</summary>
internal sealed class FakeHost : Distplusplus.Protocol.BuildHost.BuildHostBase, IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dpp-fake-");
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
        builder.Services.AddGrpc(options =>
        {
            options.CompressionProviders.Add(new ZstdCompressionProvider());
            options.MaxSendMessageSize = null;
            options.ResponseCompressionAlgorithm = ZstdCompressionProvider.Name;
        });
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<FakeHost>();
    }

    public HostAddress Address { get; }

    /// <summary>Every job that was offered, in order.</summary>
    public List<FakeJob> Jobs { get; } = [];

    /// <summary>The modes of the offers it got.</summary>
    public IEnumerable<SendMode> Offered => [.. Jobs.Select(job => job.Offer.Mode)];

    private Func<FakeJob, Task> Does { get; init; } = job => job.ClientLeavesAsync();

    private Func<WatchRequest, IEnumerable<HostState>> Shows { get; init; } = _ => [];

    /// <param name="does">What it does with an offer; when that ends, so does the call.</param>
    public static async Task<FakeHost> StartAsync(
        HostDescription description,
        Func<FakeJob, Task>? does = null,
        Func<WatchRequest, IEnumerable<HostState>>? shows = null)
    {
        var host = new FakeHost(description)
        {
            Does = does ?? (job => job.ClientLeavesAsync()),
            Shows = shows ?? (_ => []),
        };
        await host._application.StartAsync();
        return host;
    }

    public override Task<HostDescription> Describe(DescribeRequest request, ServerCallContext context)
        => Task.FromResult(_description);

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<HostState> states, ServerCallContext context)
    {
        foreach (var state in Shows(request))
        {
            await states.WriteAsync(state);
        }

        await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing);
    }

    public override async Task Compile(
        IAsyncStreamReader<CompileRequest> requests, IServerStreamWriter<CompileReply> replies,
        ServerCallContext context)
    {
        await requests.MoveNext(context.CancellationToken);
        var job = new FakeJob(requests.Current.Offer, requests, replies, context.CancellationToken);
        lock (Jobs)
        {
            Jobs.Add(job);
        }

        try
        {
            await Does(job);
        }
        catch (Exception e) when (job.HasClientLeft && e is not RpcException)
        {
            // Kestrel has several exceptions for it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

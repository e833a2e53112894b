using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Grpc.Net.Client;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Hundreds that wait cost nothing.</summary>
internal sealed class CrowdTests
{
    private const int Clients = 500;
    private const long HostStateCache = 200L << 20;

    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        new StandInCompiler("/usr/bin/gcc") { Before = "sleep 600 & wait" }.Install(_sandbox.Path("compilers"), "gcc");
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public async Task Five_hundred_that_wait_take_little_memory_of_the_host()
    {
        using var host = Host();
        using var everybody = new CancellationTokenSource();
        var channels = Enumerable.Range(0, Clients)
            .Select(_ => GrpcChannel.ForAddress($"http://{host.Address}")).ToList();
        var waiting = channels.Select((channel, i) => WaitAsync(channel, i, everybody.Token)).ToList();
        var positions = await Task.WhenAll(waiting.Select(one => one.Queued));
        Assert.That(positions.Max(), Is.GreaterThan(Clients - 10));

        var memory = ProcessTable.PeakMemory(host.Id);
        TestContext.Out.WriteLine($"{Clients} waiting: host {memory >> 20} MB at most");
        Assert.That(memory, Is.LessThan(HostStateCache));

        await everybody.CancelAsync();
        await Task.WhenAll(waiting.Select(one => one.Ended));
        channels.ForEach(channel => channel.Dispose());
    }

    private BuildHost Host() => BuildHost.Start(
        _sandbox, new Dictionary<string, string> { ["DISTPLUSPLUS_QUEUE"] = "1000" },
        "--slots", "1", "--compilers", _sandbox.Path("compilers"));

    private static (Task<uint> Queued, Task Ended) WaitAsync(GrpcChannel channel, int number, CancellationToken stop)
    {
        var queued = new TaskCompletionSource<uint>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (queued.Task, RunAsync());

        async Task RunAsync()
        {
            try
            {
                using var call = new Distplusplus.Protocol.BuildHost.BuildHostClient(channel)
                    .Compile(cancellationToken: stop);
                var job = TestJob.Direct("/p/a.c", "/p").Whole("/p/a.c", "int x;\n")
                    .With(offer => offer.Client.User = $"user{number % 7}");
                await call.RequestStream.WriteAsync(new CompileRequest { Offer = job.Offer }, stop);
                while (await call.ResponseStream.MoveNext(stop))
                {
                    switch (call.ResponseStream.Current)
                    {
                        case { Queued: { } place }:
                            queued.TrySetResult(place.Position);
                            break;
                        case { Granted: not null }:
                            queued.TrySetResult(0);
                            await call.RequestStream.WriteAsync(new CompileRequest { End = new ContentsEnd() }, stop);
                            break;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or Grpc.Core.RpcException)
            {
                queued.TrySetException(e);
            }
        }
    }
}

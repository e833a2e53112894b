using System.Diagnostics;
using Distplusplus.Protocol;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Grpc.Net.Client;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Hundreds that wait cost nothing.</summary>
internal sealed class CrowdTests
{
    private const int Clients = 500;
    private const long HostMemory = 200L << 20;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(6);

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
    public async Task Five_hundred_that_wait_take_little_memory_and_no_time_of_the_host()
    {
        using var host = Host();
        using var everybody = new CancellationTokenSource();
        var channels = Enumerable.Range(0, Clients)
            .Select(_ => GrpcChannel.ForAddress($"http://{host.Address}")).ToList();
        var waiting = channels.Select((channel, i) => WaitAsync(channel, i, everybody.Token)).ToList();
        var positions = await Task.WhenAll(waiting.Select(one => one.Queued));
        Assert.That(positions.Max(), Is.GreaterThan(Clients - 10));

        var before = CpuTime(host.Id);
        var own = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.Delay(Watched);
        var hosts = (CpuTime(host.Id) - before) / clock.Elapsed;
        var clients = (Environment.CpuUsage.TotalTime - own) / clock.Elapsed;
        var memory = ProcessTable.PeakMemory(host.Id);
        TestContext.Out.WriteLine(
            $"{Clients} waiting: host {hosts:0.0%} of a CPU, {memory >> 20} MB at most; "
            + $"all clients together, in one process, {clients:0.0%}");
        Assert.That(memory, Is.LessThan(HostMemory));
        Assert.That(hosts, Is.LessThan(0.05));

        await everybody.CancelAsync();
        await Task.WhenAll(waiting.Select(one => one.Ended));
        channels.ForEach(channel => channel.Dispose());
    }

    [Test]
    public void Clients_that_wait_take_no_time()
    {
        const int Count = 24;
        using var host = Host();
        _sandbox.Write("a.c", "int x;\n");
        var client = new FarmClient(_sandbox, host.Address).With("DISTPLUSPLUS_FALLBACK", "0");
        var clients = Enumerable.Range(0, Count).Select(i =>
        {
            var process = client.Compile("gcc", "-c", "a.c", "-o", $"{i}.o").Start();
            _ = Command.Collect(process.Output!);
            _ = Command.Collect(process.Error!);
            return process;
        }).ToList();
        Assert.That(
            () => client.Command(NativeBinary.Path, "hosts").Run().Output,
            Does.Contain($"  {Count - 1}  ").After(20_000, 100));
        var before = clients.Sum(process => CpuTime(process.Id).TotalSeconds);
        var clock = Stopwatch.StartNew();
        Thread.Sleep(Watched);
        var spent = clients.Sum(process => CpuTime(process.Id).TotalSeconds) - before;
        var share = spent / clock.Elapsed.TotalSeconds / Count;
        TestContext.Out.WriteLine(
            $"a waiting client: {share:0.0000%} of a CPU, {Clients} of them {Clients * share:0.0%}, "
            + $"{ProcessTable.PeakMemory(clients[0].Id) >> 20} MB each");
        foreach (var process in clients)
        {
            process.KillTree();
            _ = process.Wait();
            process.Dispose();
        }

        Assert.That(share, Is.LessThan(0.01));
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

    /// <summary>What the threads of a process had of the CPUs so far; /proc/N/stat counts in hundredths only.</summary>
    private static TimeSpan CpuTime(int process)
        => TimeSpan.FromMicroseconds(Directory.GetDirectories($"/proc/{process}/task")
            .Sum(thread => long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0]) / 1000d));
}

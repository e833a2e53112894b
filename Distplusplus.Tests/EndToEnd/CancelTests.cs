using Distplusplus.Platform;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A client that is told to stop, and a host that is.</summary>
internal sealed class CancelTests
{
    private const int SignalHangUp = 1;
    private const int SignalInterrupt = 2;

    private Sandbox _sandbox = null!;
    private KnownHosts _hosts = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _hosts = new KnownHosts(_sandbox);
        _sandbox.Write("a.c", "int answer(void) { return 42; }\n");
        new StandInCompiler("/usr/bin/gcc") { Before = "sleep 300 & wait" }.Install(_sandbox.Path("compilers"), "gcc");
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [TestCase(SignalInterrupt)]
    [TestCase(Libc.SignalTerminate)]
    [TestCase(SignalHangUp)]
    [TestCase(Libc.SignalKill)]
    public void A_stopped_client_leaves_nothing_running_and_nothing_behind(int signal)
    {
        using var host = BuildHost.Start(_sandbox, "--slots", "1", "--compilers", _sandbox.Path("compilers"));
        var client = new FarmClient(_sandbox, host.Address);
        using var compile = Begin(client, host);
        _ = Libc.Kill(compile.Id, signal);
        Assert.That(compile.Wait().Signal, Is.EqualTo(signal), "make must see what ended it");
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(60_000, 10));

        Assert.That(
            Directory.GetFileSystemEntries(_sandbox.Work).Select(Path.GetFileName), Is.EqualTo(new[] { "a.c" }));
        Assert.That(JobDirectories(host), Is.Empty.After(60_000, 10));

        // The slot is free again.
        new StandInCompiler("/usr/bin/gcc").Install(_sandbox.Path("compilers"), "gcc");
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_client_stopped_while_it_waits_leaves_the_queue()
    {
        using var host = BuildHost.Start(_sandbox, "--slots", "1", "--compilers", _sandbox.Path("compilers"));
        var client = new FarmClient(_sandbox, host.Address).With("DISTPLUSPLUS_FALLBACK", "0");
        using var first = Begin(client, host);
        using var second = client.Compile("gcc", "-c", "a.c").Start();
        Assert.That(() => Queue(client), Is.EqualTo("1").After(60_000, 50));
        _ = Libc.Kill(second.Id, Libc.SignalTerminate);
        _ = second.Wait();
        Assert.That(() => Queue(client), Is.EqualTo("0").After(60_000, 10));
        first.KillTree();
        _ = first.Wait();
    }

    [Test]
    public void A_host_told_to_stop_ends_what_runs_and_sends_the_rest_elsewhere_without_noise()
    {
        new StandInCompiler("/usr/bin/gcc") { Before = "sleep 3" }.Install(_sandbox.Path("compilers"), "gcc");
        using var going = BuildHost.Start(_sandbox, "--slots", "1", "--compilers", _sandbox.Path("compilers"));
        using var staying = BuildHost.Start(_sandbox, "--slots", "4");
        using var running = new FarmClient(_sandbox, going.Address)
            .Compile("gcc", "-c", "a.c", "-o", "running.o").Start();
        var said = Command.Collect(running.Error!);
        Assert.That(() => ProcessTable.Below(going.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        _ = Libc.Kill(going.Id, Libc.SignalTerminate);
        going.WaitForLog("draining");

        _hosts.Prefer(going.Address, staying.Address);
        var quiet = new FarmClient(_sandbox, going.Address, staying.Address).With("DISTPLUSPLUS_LOG_LEVEL", "warning");
        Assert.That(quiet.Compile("gcc", "-c", "a.c").Run().Succeeded().Error, Is.Empty);
        Assert.That(running.Wait().Code, Is.Zero);
        Assert.That(going.ExitCode(), Is.Zero);
        Assert.That(
            System.Text.Encoding.UTF8.GetString(said.GetAwaiter().GetResult()),
            Does.Contain($"compiled on {going.Address}"));
    }

    [Test]
    public void A_host_that_goes_down_as_a_job_ends_still_gives_its_answer()
    {
        _sandbox.Write("noise.c", $"const char noise[] = \"{new string('x', 3 << 20)}\";\n");
        for (var i = 0; i < 12; i++)
        {
            using var host = BuildHost.Start(_sandbox, "--slots", "1");
            _hosts.Forget();
            using var compile = new FarmClient(_sandbox, host.Address)
                .Compile("gcc", "-c", "noise.c", "-o", $"{i}.o").Start();
            var said = Command.Collect(compile.Error!);
            host.WaitForLog(" exit 0 ");
            _ = Libc.Kill(host.Id, Libc.SignalTerminate);
            Assert.That(compile.Wait().Code, Is.Zero);
            Assert.That(
                System.Text.Encoding.UTF8.GetString(said.GetAwaiter().GetResult()),
                Does.Contain($"compiled on {host.Address}"), $"the {i + 1}. time");
            Assert.That(host.ExitCode(), Is.Zero);
        }
    }

    [Test]
    public void A_stream_that_never_brings_an_offer_keeps_no_host_from_going_down()
    {
        using var host = BuildHost.Start(
            _sandbox, new Dictionary<string, string> { ["DISTPLUSPLUS_LOG_LEVEL"] = "trace" }, "--slots", "1");
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress($"http://{host.Address}");
        using var call = new Distplusplus.Protocol.BuildHost.BuildHostClient(channel).Compile();
        host.WaitForLog("Reading message");
        _ = Libc.Kill(host.Id, Libc.SignalTerminate);
        Assert.That(host.ExitCode(), Is.Zero, host.Log);
    }

    [Test]
    public void A_second_signal_ends_a_host_at_once_and_the_job_goes_elsewhere()
    {
        var host = BuildHost.Start(_sandbox, "--slots", "1", "--compilers", _sandbox.Path("compilers"));
        using var compile = new FarmClient(_sandbox, host.Address).Compile("gcc", "-c", "a.c").Start();
        var said = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        var compilers = ProcessTable.Below(host.Id);
        _ = Libc.Kill(host.Id, Libc.SignalTerminate);
        // As timeout(1) sends it twice: to its child and to the group.
        _ = Libc.Kill(host.Id, Libc.SignalTerminate);
        host.WaitForLog("draining");
        Thread.Sleep(500);
        Assert.That(ProcessTable.Alive(compilers), Is.Not.Empty, "one wish to stop was taken for two");
        _ = Libc.Kill(host.Id, Libc.SignalTerminate);
        Assert.That(compile.Wait().Code, Is.Zero);
        Assert.That(() => ProcessTable.Alive(compilers), Is.Empty.After(60_000, 10));
        Assert.That(
            System.Text.Encoding.UTF8.GetString(said.GetAwaiter().GetResult()),
            Is.EqualTo($"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {host.Address}: "
                + "the host is draining; use another one\n"));
        Assert.That(host.ExitCode(), Is.EqualTo(128 + Libc.SignalTerminate));
        Assert.That(Directory.GetFileSystemEntries(host.TemporaryDirectory), Is.Empty);
    }

    private static string Queue(FarmClient client)
    {
        var table = client.Command(NativeBinary.Path, "hosts").Run().Output.Split('\n');
        return table[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
    }

    private static IEnumerable<string> JobDirectories(BuildHost host)
        => Directory.GetFileSystemEntries(host.TemporaryDirectory)
            .SelectMany(run => Directory.GetDirectories(run))
            .Where(path => !path.EndsWith("/store", StringComparison.Ordinal));

    private static ChildProcess Begin(FarmClient client, BuildHost host)
    {
        var compile = client.Compile("gcc", "-c", "a.c").Start();
        _ = Command.Collect(compile.Output!);
        _ = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        return compile;
    }
}

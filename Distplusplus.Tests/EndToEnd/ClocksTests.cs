using Distplusplus.Platform.Processes;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Connecting, waiting for a slot, silence and the job have a clock each. Whatever runs out, one sentence says which,
/// another host gets the job, and where there is none it is compiled here.
/// </summary>
[NonParallelizable]
internal sealed class ClocksTests
{
    private Sandbox _sandbox = null!;
    private KnownHosts _hosts = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _hosts = new KnownHosts(_sandbox);
        _sandbox.Write("a.c", "int answer(void) { return 42; }\n");
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [TestCase(FaultKind.Refuse, "connection refused: nothing listens there: is `distplusplus serve` running?")]
    [TestCase(
        FaultKind.Blackhole,
        "connection timed out after 500ms (connect_timeout): the host is down or a firewall drops the packets")]
    [TestCase(FaultKind.Mute, "no heartbeat for 2s after the job was offered (silence_timeout)")]
    [TestCase(
        FaultKind.Garbage,
        "the peer does not speak gRPC: "
            + "another program uses this port, or the host expects TLS: check address and port")]
    public void A_host_that_cannot_be_talked_to_is_named_with_the_reason(FaultKind kind, string sentence)
    {
        using var proxy = new FaultProxy("127.0.0.1:1", kind);
        var report = new Comparison(_sandbox, Client(proxy.Address)).Same("gcc", "-c", "a.c");
        Assert.That(report.Ours, Is.EqualTo(new[]
        {
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {proxy.Address}: {sentence}",
        }));

        // Where there is another, nothing is compiled here and nobody waits for a clock.
        using var host = BuildHost.Start(_sandbox);
        _hosts.Forget();
        _hosts.Prefer(proxy.Address, host.Address);
        new Comparison(_sandbox, Client(proxy.Address, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_mute_host_swallows_the_longest_offer_without_holding_anybody()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Mute);
        var options = Enumerable.Range(0, 4000).Select(i => $"-DNAME_{i}=\"{new string('x', 400)}\"").ToArray();
        var report = new Comparison(_sandbox, Client(proxy.Address))
            .Same("gcc", [.. options, "-c", "a.c"]);
        Assert.That(
            report.Ours.Single(), Does.Contain("no heartbeat for 2s after the job was offered (silence_timeout)"));
    }

    [Test]
    public void A_mute_host_costs_its_silence_once_and_then_no_more_than_to_connect()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Mute);
        var compile = Client(proxy.Address).With("DISTPLUSPLUS_LOG_LEVEL", "info").Compile("gcc", "-c", "a.c");
        Assert.That(compile.Run().Succeeded().Error, Does.Contain("no heartbeat for 2s"));

        string said;
        while ((said = compile.Run().Succeeded().Error).Contains("retried in"))
        {
            Thread.Sleep(50);
        }

        Assert.That(said, Is.EqualTo(
            "distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: "
            + $"{proxy.Address}: it failed recently and did not answer within 500ms (connect_timeout)\n"));
    }

    [Test]
    public void Less_patience_than_a_host_needs_is_found_before_a_build_does()
    {
        using var host = BuildHost.Start(_sandbox);
        Assert.That(
            Client(host.Address).With("DISTPLUSPLUS_SILENCE_TIMEOUT", "4s").Command(NativeBinary.Path, "check").Run()
                .Output,
            Does.Contain(
                "its heartbeat interval is 5s, and the local silence_timeout is 4s: jobs will time out"));
    }

    [Test]
    public void A_slot_that_does_not_become_free_is_no_dead_host()
    {
        using var host = Sleeping(60);
        using var first = Begin(Client(host.Address), host);
        var result = Client(host.Address).With("DISTPLUSPLUS_FALLBACK", "0").With("DISTPLUSPLUS_SLOT_TIMEOUT", "1s")
            .Compile("gcc", "-c", "a.c").Run();
        Assert.That(result.Error, Is.EqualTo(
            $"distplusplus: a.c: not compiled: no-host: all hosts failed or refused: {host.Address}: "
            + "no slot became free within 1s (slot_timeout); DISTPLUSPLUS_FALLBACK=0 forbids a local compile\n"));
        Assert.That(_hosts.Of(host.Address).Failures, Is.Zero);
        End(first);
    }

    [Test]
    public void A_job_that_runs_too_long_is_told_as_that_and_held_against_nobody()
    {
        using var host = Sleeping(60);
        var report = new Comparison(_sandbox, Client(host.Address).With("DISTPLUSPLUS_JOB_TIMEOUT", "1s"))
            .Same("gcc", "-c", "a.c");
        Assert.That(report.Ours.Single(), Is.EqualTo(
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {host.Address}: "
            + "the compile ran longer than 1s (job_timeout)"));
        Assert.That(_hosts.Of(host.Address).Failures, Is.Zero);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(60_000, 20));
    }

    [Test]
    public void A_link_that_stalls_while_it_compiles_is_noticed_and_the_job_goes_elsewhere()
    {
        using var host = Sleeping(4);
        using var proxy = new FaultProxy(host.Address, FaultKind.None);
        _hosts.Prefer(proxy.Address, host.Address);
        using var compile = Client(proxy.Address, host.Address).Compile("gcc", "-c", "a.c").Start();
        var error = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");

        // What comes next says that it has begun, or comes after that.
        var told = proxy.BytesFromHost;
        Assert.That(() => proxy.BytesFromHost, Is.GreaterThan(told).After(60_000, 20));
        proxy.Kind = FaultKind.Stall;
        var exit = compile.Wait();
        Assert.That(exit.Code, Is.Zero);
        Assert.That(
            System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult()),
            Does.Contain($"compiled on {host.Address}").And.EndsWith(
                $" after {proxy.Address}: no heartbeat for 2s while it compiled (silence_timeout)\n"));
    }

    [Test]
    public void A_compile_longer_than_every_limit_of_silence_is_left_alone()
    {
        using var host = Sleeping(5);
        new Comparison(_sandbox, Client(host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_way_up_that_stalls_is_noticed_though_the_host_lives()
    {
        WriteNoise("noise.c", 3 << 20);
        using var host = BuildHost.Start(_sandbox, Heartbeat, "--slots", "2");
        using var proxy = new FaultProxy(host.Address, FaultKind.StallUp, 300_000);
        _hosts.Prefer(proxy.Address, host.Address);
        var client = Client(proxy.Address, host.Address);
        var report = new Comparison(_sandbox, client).Remote(host.Address, "gcc", "-c", "noise.c");
        Assert.That(report.Ours.Single(), Does.EndWith(
            $" after {proxy.Address}: it received nothing of the source for 2s (silence_timeout)"));
    }

    [Test]
    public void A_way_down_that_stalls_is_noticed()
    {
        WriteNoise("noise.c", 1 << 20);
        using var host = BuildHost.Start(_sandbox, Heartbeat, "--slots", "2");
        using var proxy = new FaultProxy(host.Address, FaultKind.Stall, 200_000);
        _hosts.Prefer(proxy.Address, host.Address);
        var report = new Comparison(_sandbox, Client(proxy.Address, host.Address))
            .Remote(host.Address, "gcc", "-c", "noise.c");
        Assert.That(report.Ours.Single(), Does.EndWith(
            $" after {proxy.Address}: no heartbeat for 2s while its outputs came back (silence_timeout)"));
    }

    [Test]
    public void A_slow_link_is_no_stalled_one()
    {
        WriteNoise("noise.c", 200_000);
        using var host = BuildHost.Start(_sandbox, Heartbeat);
        using var proxy = new FaultProxy(host.Address, FaultKind.Throttle, 40_000);
        new Comparison(_sandbox, Client(proxy.Address).With("DISTPLUSPLUS_SILENCE_TIMEOUT", "4s"))
            .Remote(proxy.Address, "gcc", "-c", "noise.c");
    }

    [Test]
    public void A_second_host_gets_the_contents_again()
    {
        WriteNoise("noise.c", 1 << 20);
        using var host = BuildHost.Start(_sandbox, "--slots", "2");
        using var proxy = new FaultProxy(host.Address, FaultKind.Reset, 200_000);
        _hosts.Prefer(proxy.Address, host.Address);
        var result = Client(proxy.Address, host.Address).Compile("gcc", "-c", "noise.c").Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled on {host.Address}").And.Contain($" after {proxy.Address}: "));
    }

    [TestCase("-O0")]
    [TestCase("-g3")]
    public void A_bit_that_flips_on_the_way_down_is_never_in_an_object(string option)
    {
        using var host = BuildHost.Start(_sandbox);
        using var counting = new FaultProxy(host.Address, FaultKind.None);
        new Comparison(_sandbox, Client(counting.Address)).Remote(counting.Address, "gcc", option, "-c", "a.c");
        for (var at = 0L; at < counting.BytesFromHost; at += 1 + (counting.BytesFromHost / 40))
        {
            _hosts.Forget();
            using var proxy = new FaultProxy(host.Address, FaultKind.Corrupt, at);
            new Comparison(_sandbox, Client(proxy.Address)).Same("gcc", option, "-c", "a.c");
        }
    }

    [Test]
    public void A_bit_that_flips_on_the_way_up_is_never_compiled()
    {
        WriteNoise("noise.c", 20_000);
        using var host = BuildHost.Start(_sandbox);
        using var counting = new FaultProxy(host.Address, FaultKind.None);
        new Comparison(_sandbox, Client(counting.Address))
            .Remote(counting.Address, "gcc", "-c", "noise.c");
        for (var at = 0L; at < counting.BytesFromClient; at += 1 + (counting.BytesFromClient / 25))
        {
            _hosts.Forget();
            using var proxy = new FaultProxy(host.Address, FaultKind.CorruptUp, at);
            new Comparison(_sandbox, Client(proxy.Address)).Same("gcc", "-c", "noise.c");
        }
    }

    private static IReadOnlyDictionary<string, string> Heartbeat { get; }
        = new Dictionary<string, string> { ["DISTPLUSPLUS_HEARTBEAT"] = "500ms" };

    private FarmClient Client(params string[] servers)
        => new FarmClient(_sandbox, servers)
            .With("DISTPLUSPLUS_CONNECT_TIMEOUT", "500ms").With("DISTPLUSPLUS_SILENCE_TIMEOUT", "2s");

    private BuildHost Sleeping(int seconds)
    {
        new StandInCompiler("/usr/bin/gcc") { Before = $"sleep {seconds}" }.Install(_sandbox.Path("compilers"), "gcc");
        return BuildHost.Start(_sandbox, Heartbeat, "--slots", "1", "--compilers", _sandbox.Path("compilers"));
    }

    private static ChildProcess Begin(FarmClient client, BuildHost host)
    {
        var compile = client.Compile("gcc", "-c", "a.c", "-o", "first.o").Start();
        _ = Command.Collect(compile.Output!);
        _ = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        return compile;
    }

    private static void End(ChildProcess compile)
    {
        compile.KillTree();
        _ = compile.Wait();
    }

    /// <summary>A source that does not compress, and whose object does not either.</summary>
    private void WriteNoise(string name, int bytes)
    {
        var noise = new byte[bytes / 2];
        new Random(1).NextBytes(noise);
        _sandbox.Write(name, $"const char noise[] = \"{Convert.ToHexString(noise)}\";\n");
    }
}

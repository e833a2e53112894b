using System.Diagnostics;
using Distplusplus.Platform;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Hosts in network namespaces, whose links are cut, swallowed and throttled while a build runs. Every host must end
/// clean: no process, no file.
/// </summary>
internal sealed class NetworkTests
{
    private static readonly IReadOnlyDictionary<string, string> Watchful = new Dictionary<string, string>
    {
        ["DISTPLUSPLUS_HEARTBEAT"] = "500ms",
        ["DISTPLUSPLUS_SILENCE_TIMEOUT"] = "3s",
    };

    private readonly List<BuildHost> _hosts = [];
    private Sandbox _sandbox = null!;
    private KnownHosts _known = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _known = new KnownHosts(_sandbox);
    }

    [TearDown]
    public void Stop()
    {
        // Those that a failed test has left.
        _hosts.ForEach(host => host.Kill());
        StopHosts();
        _sandbox.Dispose();
    }

    [Test]
    public void A_client_whose_link_breaks_in_mid_job_leaves_nothing_at_the_host()
    {
        using var network = new PrivateNetwork(1);
        Install("sleep 300 & wait");
        using var host = network.Start(_sandbox, 1, Watchful, "--slots", "1", "--compilers", Compilers);
        _sandbox.Write("a.c", "int x;\n");
        using var compile = network.AtClient(Client(1).Compile("gcc", "-c", "a.c")).Start();
        var said = Command.Collect(compile.Error!);
        _ = Command.Collect(compile.Output!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");

        network.Cut(1);
        var clock = Stopwatch.StartNew();
        // Not a word of its end reaches the host.
        compile.KillTree();
        _ = compile.Wait();
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(60_000, 20));
        TestContext.Out.WriteLine($"silence limit 3 s: gone after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.That(
            Directory.GetFileSystemEntries(host.TemporaryDirectory)
                .SelectMany(run => Directory.GetDirectories(run)).Select(Path.GetFileName),
            Is.SubsetOf(new[] { "store" }).After(60_000, 20));

        // The slot is free.
        network.Mend(1);
        Install("true");
        _known.Forget();
        Assert.That(
            () => network.AtClient(Client(1).Compile("gcc", "-c", "a.c")).Run().Succeeded().Error,
            Does.Contain($"compiled on {PrivateNetwork.AddressOf(1)}").After(60_000, 50));
    }

    [Test]
    public void A_cable_that_is_out_for_a_while_costs_a_build_nothing_but_time()
    {
        using var network = new PrivateNetwork(3);
        Install("sleep 0.2");
        StartHosts(network, 3, Watchful, "--slots", "2", "--compilers", Compilers);
        WriteMakefile(200);
        using var make = network.AtClient(
            Client(1, 2, 3).With("DISTPLUSPLUS_FALLBACK", "0").Command("make", "-j12", "-k")).Start();
        var output = Command.Collect(make.Output!);
        var error = Command.Collect(make.Error!);
        WaitForObjects(20);
        network.Cut(2);
        WaitForObjects(60);
        network.Mend(2);
        var clock = Stopwatch.StartNew();
        Assert.That(() => ProcessTable.Below(_hosts[1].Id), Is.Not.Empty.After(60_000, 20), "it is not used again");
        TestContext.Out.WriteLine($"used again after {clock.Elapsed.TotalSeconds:0.0} s");
        var exit = make.Wait();
        Task.WaitAll(output, error);
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        Assert.That(exit.Code, Is.Zero, said);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(200), said);
        Assert.That(lines, Has.All.Contains("compiled on"), "one host of three was gone, that is no reason");
        Assert.That(
            lines.Where(line => line.Contains($" after {PrivateNetwork.AddressOf(2)}: ", StringComparison.Ordinal)),
            Is.Not.Empty.And.All.Match("no heartbeat for 3s while|connection timed out after|no route to this host"),
            said);
        StopHosts();
    }

    [Test]
    public void A_host_behind_a_narrow_link_does_what_it_can_and_holds_up_nobody()
    {
        using var network = new PrivateNetwork(3);
        Install("sleep 0.5");
        StartHosts(network, 3, Watchful, "--slots", "2", "--compilers", Compilers);
        network.Throttle(3, "800kbit");
        var noise = new byte[30_000];
        new Random(1).NextBytes(noise);
        for (var i = 0; i < 24; i++)
        {
            _sandbox.Write($"u{i}.c", $"const char n{i}[] = \"{Convert.ToHexString(noise)}\";\n");
        }

        WriteMakefile(24, sources: false);
        var plain = _sandbox.Command("make", "-j2", "CC=gcc").Run().Succeeded();
        var snapshot = Objects();
        Array.ForEach(Directory.GetFiles(_sandbox.Work, "*.o"), File.Delete);
        var client = Client(1, 2, 3).With("DISTPLUSPLUS_FALLBACK", "0");
        var said = network.AtClient(client.Command("make", "-j12")).Run().Succeeded().Error;
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(24).And.All.Contains("compiled on"), said);
        Assert.That(Objects(), Is.EqualTo(snapshot), "not what gcc gives");
        TestContext.Out.WriteLine(
            $"{lines.Count(line => line.Contains($"on {PrivateNetwork.AddressOf(3)}"))} of 24 over the narrow link");
        StopHosts();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_swallowed_host_costs_a_build_its_share_and_little_more(bool fromTheStart)
    {
        // The full measure, with every setting as it comes: DPP_JOBS=400.
        var jobs = int.Parse(Environment.GetEnvironmentVariable("DPP_JOBS") ?? "96");
        var full = jobs >= 400;
        var length = full ? 1.0 : 0.5;
        const int Slots = 2;
        using var network = new PrivateNetwork(4);
        StandInCompiler.Sleeper().Install(Compilers, "gcc");
        StartHosts(
            network, 4, full ? new Dictionary<string, string>() : Watchful,
            "--slots", $"{Slots}", "--compilers", Compilers);
        WriteMakefile(jobs, name: i => $"u{i}_{(length == 1.0 ? "1" : "0.5")}");
        var client = Client(1, 2, 3, 4).With("DISTPLUSPLUS_SILENCE_TIMEOUT", full ? null : "3s")
            // An idle core here would do what the hosts only queue.
            .With("DISTPLUSPLUS_FALLBACK", "0");
        network.AtClient(client.Command("make", "-j1", $"u0_{(length == 1.0 ? "1" : "0.5")}.o")).Run().Succeeded();
        Array.ForEach(Directory.GetFiles(_sandbox.Work, "*.o"), File.Delete);

        using var make = network.AtClient(client.Command("make", "-j24")).Start();
        var clock = Stopwatch.StartNew();
        var output = Command.Collect(make.Output!);
        var error = Command.Collect(make.Error!);
        if (!fromTheStart)
        {
            WaitForObjects(jobs / 3);
        }

        network.Swallow(4);
        var swallowed = clock.Elapsed.TotalSeconds;
        var done = Directory.GetFiles(_sandbox.Work, "*.o").Length;
        var exit = make.Wait();
        var whole = clock.Elapsed.TotalSeconds;
        Task.WaitAll(output, error);
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        Assert.That(exit.Code, Is.Zero, said);
        Assert.That(
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Has.Length.EqualTo(jobs).And.All.Contains("compiled on"), said);

        // What three hosts need for what was not done yet, by whole rounds of their slots.
        var lost = swallowed + (Math.Ceiling((jobs - done) / (3.0 * Slots)) * length);
        TestContext.Out.WriteLine(
            $"{jobs} jobs of {length} s on 4 hosts of {Slots} slots, one swallowed after {swallowed:0.0} s and {done} "
            + $"jobs: {whole:0.0} s, its share {lost:0.0} s, ratio {whole / lost:0.00}");
        network.Release(4);
        StopHosts();
    }

    [Test]
    public void Outputs_under_way_on_a_narrow_link_arrive_though_the_host_goes_down()
    {
        using var network = new PrivateNetwork(1);
        using var host = network.Start(_sandbox, 1, Watchful, "--slots", "1");
        var noise = new byte[250_000];
        new Random(1).NextBytes(noise);
        _sandbox.Write("noise.c", $"const char noise[] = \"{Convert.ToHexString(noise)}\";\n");
        network.AtClient(Client(1).Compile("gcc", "-c", "noise.c")).Run().Succeeded();
        network.Throttle(1, "400kbit");
        using var compile = network.AtClient(Client(1).Compile("gcc", "-c", "noise.c")).Start();
        var said = Command.Collect(compile.Error!);
        host.WaitForLog(@"exit 0 [\s\S]*exit 0 ");
        _ = Libc.Kill(host.Id, Libc.SignalTerminate);
        Assert.That(compile.Wait().Code, Is.Zero);
        Assert.That(
            System.Text.Encoding.UTF8.GetString(said.GetAwaiter().GetResult()),
            Does.Contain($"compiled on {PrivateNetwork.AddressOf(1)}"));
        Assert.That(host.ExitCode(), Is.Zero);
        Assert.That(Directory.GetFileSystemEntries(host.TemporaryDirectory), Is.Empty);
    }

    private void StartHosts(
        PrivateNetwork network, int count, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        for (var host = 1; host <= count; host++)
        {
            _hosts.Add(network.Start(_sandbox, host, environment, arguments));
        }
    }

    /// <summary>Each must end clean.</summary>
    private void StopHosts()
    {
        while (_hosts.Count > 0)
        {
            using var host = _hosts[^1];
            _hosts.RemoveAt(_hosts.Count - 1);
        }
    }

    private string Compilers => _sandbox.Path("compilers");

    private void Install(string before)
        => new StandInCompiler("/usr/bin/gcc") { Before = before }.Install(Compilers, "gcc");

    private FarmClient Client(params int[] hosts)
        => new FarmClient(_sandbox, [.. hosts.Select(PrivateNetwork.AddressOf)])
            .With("DISTPLUSPLUS_SILENCE_TIMEOUT", "3s").With("DISTPLUSPLUS_CONNECT_TIMEOUT", "1s");

    private void WaitForObjects(int count)
        => Assert.That(
            () => Directory.GetFiles(_sandbox.Work, "*.o"),
            Has.Length.GreaterThanOrEqualTo(count).After(120_000, 20));

    private Dictionary<string, string> Objects()
        => Directory.GetFiles(_sandbox.Work, "*.o").ToDictionary(
            file => Path.GetFileName(file),
            file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private void WriteMakefile(int count, bool sources = true, Func<int, string>? name = null)
    {
        var names = Enumerable.Range(0, count).Select(i => name?.Invoke(i) ?? $"u{i}").ToList();
        for (var i = 0; sources && i < count; i++)
        {
            _sandbox.Write($"{names[i]}.c", $"int f{i}(void) {{ return {i}; }}\n");
        }

        _sandbox.Write(
            "Makefile",
            $"CC = {NativeBinary.Path} gcc\nall: {string.Join(' ', names.Select(one => $"{one}.o"))}\n"
                + "%.o: %.c\n\t@$(CC) -c $< -o $@\n");
    }
}

using System.Text.Json;
using Distplusplus.Protocol;
using Distplusplus.Tests.Diagnostics;
using Distplusplus.Tests.Support;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Everything is right but for one thing, broken on purpose: `check` names it and what to do.</summary>
internal sealed class FaultsTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void With_nothing_broken_all_is_well()
    {
        using var host = BuildHost.Start(_sandbox);
        var result = Check(new FarmClient(_sandbox, host.Address));
        // A machine that runs tests may be slow, and check says so.
        string[] slow = ["other work slows it down", "there and back", "sources go there with"];
        Assert.That(
            result.Findings.Where(finding => !finding.StartsWith("ok ") && !Array.Exists(slow, finding.Contains)),
            Is.Empty);
        Assert.That(result.Findings, Has.Some.Match(
            $@"^ok {host.Address}: g\+\+: a trial compile came back byte for byte as from /usr/bin/g\+\+, "
            + @"after [0-9.]+ ms \(here [0-9.]+ ms\)"));
        Assert.That(
            result.Findings, Has.Some.Match($"^[a-z]+ {host.Address}: sources go there with (about|more than) "));
        Assert.That(
            Directory.GetFileSystemEntries(_sandbox.Path("tmp")), Is.Empty, "check left its own files behind");
    }

    [Test]
    public void No_hosts()
        => Names(
            new FarmClient(_sandbox), 1,
            "warning hosts: no hosts are configured, everything is compiled here → set DISTPLUSPLUS_SERVERS=host:port, "
            + "or write servers = [\"host:port\"] into ~/.config/distplusplus/distplusplus.toml");

    [Test]
    public void A_file_that_is_named_and_not_there()
        => Names(
            new FarmClient(_sandbox).With("DISTPLUSPLUS_CONFIG", "/no/such"), 2,
            "problem configuration: DISTPLUSPLUS_CONFIG: there is no file /no/such → "
            + "name one that exists, or leave this out");

    [TestCase("servers = a:1\n", "problem configuration: FILE:1:11: this is not TOML")]
    [TestCase("server = [\"a:1\"]\n",
        "warning configuration: FILE:1:10: `server` is no setting → did you mean `servers`?")]
    [TestCase("[serv]\nslots = 1\n",
        "warning configuration: FILE:1:2: `[serv]` is no section → did you mean `[serve]`?")]
    [TestCase("[client]\nslots = 1\n",
        "warning configuration: FILE:1:2: `[client]` is no section → the only ones are [serve] and [tls], ")]
    [TestCase("mode = \"fast\"\n",
        "problem configuration: FILE:1:8: mode: \"fast\" is not understood → write auto, direct or text")]
    [TestCase("servers = [\"a:1,b:2\"]\n",
        "problem configuration: FILE:1:11: servers: \"a:1,b:2\" has a comma in it → write blanks between hosts in "
        + "DISTPLUSPLUS_SERVERS, and each host in quotes of its own in a file")]
    public void A_mistake_in_the_file(string text, string finding)
    {
        var file = _sandbox.Write("distplusplus.toml", text);
        Names(
            new FarmClient(_sandbox).With("DISTPLUSPLUS_CONFIG", file),
            finding.StartsWith("problem") ? 2 : 1,
            finding.Replace("FILE", file));
    }

    [Test]
    public void A_misspelt_variable()
        => Names(
            new FarmClient(_sandbox).With("DISTPLUSPLUS_SERVER", "a"), 1,
            "warning configuration: DISTPLUSPLUS_SERVER: no setting has this variable → "
            + "did you mean `DISTPLUSPLUS_SERVERS`?");

    [Test]
    public void A_name_that_leads_nowhere()
        => Names(
            new FarmClient(_sandbox, "no-such-host.invalid:1"), 2,
            "problem no-such-host.invalid:1: the name(?: service did not answer when asked for)? no-such-host.invalid",
            pattern: true);

    [TestCase(FaultKind.Refuse, "connection refused → nothing listens there: is `distplusplus serve` running?")]
    [TestCase(FaultKind.Garbage,
        "what answers there does not speak gRPC → another program has this port, or the host expects TLS")]
    [TestCase(FaultKind.Mute, "the host is connected but does not answer → the host is overloaded or hangs")]
    [TestCase(FaultKind.Blackhole,
        "no connection within 1s (connect_timeout) → the host is down or a firewall drops the packets")]
    public void A_network_or_host_that_fails(FaultKind fault, string finding)
    {
        using var proxy = new FaultProxy("127.0.0.1:1", fault);
        Names(
            new FarmClient(_sandbox, proxy.Address)
                .With("DISTPLUSPLUS_CONNECT_TIMEOUT", "1s").With("DISTPLUSPLUS_SILENCE_TIMEOUT", "2s"),
            2,
            $"problem {proxy.Address}: {finding}");
    }

    [Test]
    public void A_socket_that_is_not_there()
        => Names(
            new FarmClient(_sandbox, "unix:/no/socket"), 2,
            "problem unix:/no/socket: there is no such socket → is `distplusplus serve` running, and does it listen at "
            + "this path?");

    [Test]
    public void A_way_that_is_slow()
    {
        using var host = BuildHost.Start(_sandbox);
        using var proxy = new FaultProxy(host.Address, FaultKind.Throttle, 400_000);
        Names(
            new FarmClient(_sandbox, proxy.Address), 1,
            $"warning {proxy.Address}: sources go there with about 0.[0-9] MB/s → sending may take longer than "
            + "compiling: use a host with a faster network between",
            pattern: true);
    }

    [Test]
    public void A_way_that_is_long()
    {
        using var host = BuildHost.Start(_sandbox);
        using var proxy = new FaultProxy(host.Address, FaultKind.Delay, 120);
        Names(
            new FarmClient(_sandbox, proxy.Address), 1,
            $"warning {proxy.Address}: a question takes [0-9]+ ms there and back → use a host with a faster network "
            + "between: each compile asks several times",
            pattern: true);
    }

    [Test]
    public void A_compiler_of_another_version()
    {
        new StandInCompiler("/usr/bin/gcc") { Version = "11.1.0" }.Install(_sandbox.Path("old"), "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("old"));
        Names(
            new FarmClient(_sandbox, host.Address), 1,
            $"warning {host.Address}: gcc: here /usr/bin/gcc is gcc version [^,]*, there it is gcc version 11.1.0 .* → "
            + "install the same version on both machines",
            pattern: true);
    }

    [Test]
    public void A_compiler_that_makes_other_code()
    {
        new StandInCompiler("/usr/bin/gcc")
        {
            Instead = "/usr/bin/gcc \"$@\" && printf x >> \"$out\"",
        }.Install(_sandbox.Path("other"), "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("other"));
        Names(
            new FarmClient(_sandbox, host.Address), 2,
            $"problem {host.Address}: gcc: a trial compile came back different from what /usr/bin/gcc makes here → the "
            + "compilers say the same of themselves and are not the same: install both from the same package, and take "
            + "this host out of `servers` until then");
    }

    [Test]
    public void A_compiler_that_dies_there()
    {
        new StandInCompiler("/usr/bin/gcc") { Before = "kill -SEGV $$" }.Install(_sandbox.Path("dies"), "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("dies"));
        Names(
            new FarmClient(_sandbox, host.Address), 2,
            $"problem {host.Address}: gcc: a trial compile failed: {host.Address}: the compiler was killed there by "
            + "signal 11");
    }

    [Test]
    public void A_host_without_compilers()
    {
        Directory.CreateDirectory(_sandbox.Path("none"));
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("none"));
        Names(
            new FarmClient(_sandbox, host.Address), 2,
            $"problem {host.Address}: it offers no compiler that can be used → link compilers in "
            + "/usr/libexec/distplusplus there, or name their directory to `distplusplus serve --compilers`");
    }

    [Test]
    public async Task A_clock_that_is_wrong()
    {
        await using var host = await FakeHost.StartAsync(Description(DateTimeOffset.UtcNow.AddHours(-2)));
        Names(
            new FarmClient(_sandbox, $"{host.Address}"), 2,
            $"warning {host.Address}: its clock is (2 h|1 h 59 min|2 h 1 min) behind ours → set the clocks by NTP on "
            + "both machines",
            pattern: true);
    }

    [Test]
    public async Task A_host_of_another_version()
    {
        var description = Description(DateTimeOffset.UtcNow);
        description.Software = "distplusplus 0.0.1";
        await using var host = await FakeHost.StartAsync(description);
        Names(
            new FarmClient(_sandbox, $"{host.Address}"), 2,
            $"warning {host.Address}: it runs distplusplus 0.0.1, this machine distplusplus 0.1.0 → ");
    }

    [Test]
    public async Task A_host_of_another_protocol()
    {
        var description = Description(DateTimeOffset.UtcNow);
        description.Version.Major = 2;
        await using var host = await FakeHost.StartAsync(description);
        Names(
            new FarmClient(_sandbox, $"{host.Address}"), 2,
            $"problem {host.Address}: the host speaks another version of the protocol (it speaks 2.0, we 1.0) → "
            + "install the same distplusplus on both machines");
    }

    [Test]
    public async Task A_host_that_others_keep_busy()
    {
        var description = Description(DateTimeOffset.UtcNow);
        description.Load = new HostLoad { Slots = 2, Running = 2, Queued = 7, LoadAverage = 31 };
        await using var host = await FakeHost.StartAsync(description);
        Names(
            new FarmClient(_sandbox, $"{host.Address}"), 2,
            $"warning {host.Address}: jobs wait for a slot there: 7 → add hosts or slots, or build with a smaller -j");
        Names(
            new FarmClient(_sandbox, $"{host.Address}"), 2,
            $"warning {host.Address}: its load is 31.00 with 2 slots: other work slows it down → look what else runs "
            + "there, or start it with fewer slots");
    }

    [Test]
    public void Links_behind_the_compilers()
    {
        var links = _sandbox.Path("links");
        var client = new FarmClient(_sandbox);
        client.Link(links, "gcc");
        Names(
            client.With("PATH", $"/usr/bin:/bin:{links}"), 1,
            $"warning links: /usr/bin/gcc stands before {links}/gcc on PATH, so distplusplus is not asked → "
            + $"put {links} before /usr/bin in PATH");
    }

    [Test]
    public void A_link_without_a_compiler_behind_it()
    {
        var links = _sandbox.Path("links");
        var client = new FarmClient(_sandbox);
        client.Link(links, "gcc");
        Names(
            client.With("PATH", links), 2,
            $"problem links: {links}/gcc leads to distplusplus, and PATH has no compiler called gcc behind it → "
            + $"install gcc, or remove {links}/gcc");
    }

    [Test]
    public void A_script_that_calls_us_back()
    {
        var wrapper = _sandbox.Write("bin/gcc", "#!/bin/sh\nexec distplusplus gcc \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Names(
            new FarmClient(_sandbox).With("PATH", $"{_sandbox.Work}/bin:/usr/bin:/bin"), 2,
            $"warning links: {wrapper} is a script that calls distplusplus, and distplusplus takes it for a compiler → "
            + $"take {_sandbox.Work}/bin out of PATH, or make a symlink to distplusplus of it");
    }

    [Test]
    public void A_variable_left_over_from_inside()
        => Names(
            new FarmClient(_sandbox).With("_DISTPLUSPLUS_VISITED", "1.2"), 2,
            "problem this machine: the variable _DISTPLUSPLUS_VISITED is set, so every compile takes itself for one "
            + "that distplusplus has started, and stays here → unset _DISTPLUSPLUS_VISITED");

    [Test]
    public void A_prefix_for_a_ccache_that_is_not_there()
        => Names(
            new FarmClient(_sandbox).With("PATH", "/bin-of-nobody").With("CCACHE_PREFIX", "distplusplus"), 1,
            "warning ccache: CCACHE_PREFIX is \"distplusplus\", and PATH has no ccache → "
            + "install ccache, or unset CCACHE_PREFIX");

    [Test]
    public void Too_few_files()
    {
        var result = new FarmClient(_sandbox)
            .Command("/bin/sh", "-c", $"ulimit -n 64; exec {NativeBinary.Path} check --json").Run();
        Assert.That(
            FindingsOf(result), Has.Some.EqualTo(
                "warning this machine: a process may open 64 files only → raise the limit: ulimit -n 1024"));
    }

    [Test]
    public void A_runtime_directory_that_others_may_write_to()
    {
        var open = Directory.CreateDirectory(_sandbox.Path("open/distplusplus")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)Convert.ToInt32("777", 8));
        var parent = Path.GetDirectoryName(open)!;
        Names(
            new FarmClient(_sandbox).With("XDG_RUNTIME_DIR", parent), 1,
            $"warning this machine: XDG_RUNTIME_DIR is {parent}, which is no private directory of this user");
    }

    [Test]
    public void A_cache_that_cannot_be_written()
    {
        var file = _sandbox.Write("file", "");
        Names(
            new FarmClient(_sandbox).With("XDG_CACHE_HOME", file), 1,
            $"warning this machine: nothing can be kept in {file}/distplusplus: every compile asks the compiler anew "
            + "what it is → make the directory writable, or set XDG_CACHE_HOME to another place");
    }

    private static HostDescription Description(DateTimeOffset clock) => new()
    {
        Software = "distplusplus 0.1.0",
        Version = new ProtocolVersion { Major = 1 },
        Slots = 2,
        Load = new HostLoad { Slots = 2 },
        ClockNs = (clock - DateTimeOffset.UnixEpoch).Ticks * 100,
    };

    /// <param name="finding">How it begins: "severity subject: cause → cure".</param>
    private static void Names(FarmClient client, int exitCode, string finding, bool pattern = false)
    {
        var (findings, code) = Check(client);
        Assert.That(findings, pattern ? Has.Some.Match($"^{finding}") : Has.Some.StartsWith(finding));
        Assert.That(code, Is.EqualTo(exitCode), string.Join('\n', findings));
    }

    private static (List<string> Findings, int ExitCode) Check(FarmClient client)
    {
        var result = client.Command(NativeBinary.Path, "check", "--json").Run();
        return (FindingsOf(result), result.ExitCode);
    }

    private static List<string> FindingsOf(CommandResult result)
    {
        Assert.That(result.Output, Does.StartWith("{"), result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return
        [
            .. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding =>
                $"{finding.GetProperty("severity")} {finding.GetProperty("subject")}: {finding.GetProperty("cause")}"
                + (finding.GetProperty("cure").GetString() is { Length: > 0 } cure ? $" → {cure}" : "")),
        ];
    }
}

using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A host is not what it should be: its compilers, its clock, its version, its load.</summary>
internal sealed class FaultsOfHostsTests : FaultFixture
{
    private const string Gcc = "/usr/bin/gcc";

    [Test]
    public void A_compiler_of_another_version()
        => OfStandIn(
            new StandInCompiler(Gcc) { Version = "11.1.0" }, 1,
            "warning HOST: gcc: local /usr/bin/gcc is gcc version [^,]*; on the host it is gcc version 11.1.0 .* → "
                + "install "
            + "the same version on both machines");

    [Test]
    public void A_compiler_that_makes_other_code()
        => OfStandIn(
            new StandInCompiler(Gcc) { Instead = "/usr/bin/gcc \"$@\" && printf x >> \"$out\"" }, 2,
            "problem HOST: gcc: a trial compile differs from that of /usr/bin/gcc → the "
                + "compilers identify themselves alike but differ: install both from the same package, and remove "
                + "this host from `servers` until then");

    [Test]
    public void A_compiler_that_dies_there()
        => OfStandIn(
            new StandInCompiler(Gcc) { Before = "kill -SEGV $$" }, 2,
            @"problem HOST: gcc, g\+\+: a trial compile failed: the compiler was killed there by signal 11");

    [Test]
    public void A_host_that_is_full_is_told_once()
    {
        foreach (var name in (string[])["gcc", "g++"])
        {
            new StandInCompiler($"/usr/bin/{name}") { Before = "sleep 60" }.Install(
                Sandbox.Path("compilers"), name);
        }

        Sandbox.Write("no-room.toml", "[serve]\nqueue = 0\n");
        using var host = BuildHost.Start(
            Sandbox, "--slots", "1", "--compilers", Sandbox.Path("compilers"),
            "--config", $"{Sandbox.Work}/no-room.toml");
        var client = new FarmClient(Sandbox, host.Address);
        using var compile = client.Compile("gcc", "-c", "a.c").Start();
        Assert.That(
            () => client.Command(NativeBinary.Path, "hosts").Run().Output, Does.Contain("  full  ").After(60_000, 100));
        var (findings, code) = Check(client);
        Assert.That(findings.Where(finding => finding.Contains("trial")), Is.EqualTo((string[])[
            $"warning {host.Address}: it has no free slot for a trial compile → "
            + "try again when it is less busy"]));
        Assert.That(code, Is.EqualTo(1));
        compile.KillTree();
        _ = compile.Wait();
    }

    [Test]
    public void What_fails_alike_with_two_compilers_is_told_once()
    {
        foreach (var name in (string[])["gcc", "g++"])
        {
            new StandInCompiler($"/usr/bin/{name}") { Before = "kill -SEGV $$" }.Install(
                Sandbox.Path("compilers"), name);
        }

        using var host = BuildHost.Start(Sandbox, "--compilers", Sandbox.Path("compilers"));
        var (findings, _) = Check(new FarmClient(Sandbox, host.Address));
        Assert.That(findings.Where(finding => finding.Contains("trial compile")), Is.EqualTo((string[])[
            $"problem {host.Address}: gcc, g++: a trial compile failed: the compiler was killed there by signal 11; "
                + "is the host out of memory? → see the log of the host"]));
    }

    [Test]
    public void A_host_without_compilers()
    {
        Directory.CreateDirectory(Sandbox.Path("none"));
        using var host = BuildHost.Start(Sandbox, "--compilers", Sandbox.Path("none"));
        Names(
            new FarmClient(Sandbox, host.Address), 2,
            $"problem {host.Address}: it offers no usable compiler → link compilers in /usr/libexec/distplusplus on "
                + "the host, or name their directory to `distplusplus serve --compilers`");
    }

    private static IEnumerable<TestCaseData> Descriptions() =>
    [
        Described("A clock that is wrong", host => host.ClockNs -= (long)TimeSpan.FromHours(2).TotalNanoseconds,
            "warning HOST: its clock is (2 h|1 h 59 min|2 h 1 min) behind the local one → set the clocks by NTP on "
            + "both machines"),
        Described("Another version", host => host.Software = "distplusplus 0.0.1",
            "warning HOST: it runs distplusplus 0\\.0\\.1, this machine distplusplus 0\\.1\\.0 → "),
        Described("Another protocol", host => host.Version.Major = 2,
            @"problem HOST: the host speaks another version of the protocol \(it speaks 2\.0, we 1\.0\) → install the "
            + "same distplusplus on both machines"),
        Described("Jobs wait", host => host.Load.Queued = 7,
            "warning HOST: jobs in its queue: 7 → add hosts or slots, or build with a smaller -j"),
        Described("Other work", host => host.Load.LoadAverage = 31,
            @"warning HOST: its load is 31\.00 with 2 slots: other work slows it down → "
                + "see what else runs on it, or start it with fewer slots"),
        Described("Going down", host => host.Load.Draining = true,
            "warning HOST: it is draining: it finishes running jobs and accepts no new ones → start it again, or "
                + "remove it from `servers` until it is back"),
    ];

    [TestCaseSource(nameof(Descriptions))]
    public async Task What_a_host_says_of_itself(Action<HostDescription> fault, string finding)
    {
        var description = new HostDescription
        {
            Software = "distplusplus 0.1.0",
            Version = new ProtocolVersion { Major = 1 },
            Slots = 2,
            Load = new HostLoad { Slots = 2 },
            ClockNs = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100,
        };
        fault(description);
        await using var host = await FakeHost.StartAsync(description);

        // It offers no compiler, which is a problem of its own.
        Names(
            new FarmClient(Sandbox, $"{host.Address}"), 2, finding.Replace("HOST", $"{host.Address}"), pattern: true);
    }

    private static TestCaseData Described(string name, Action<HostDescription> fault, string finding)
        => new TestCaseData(fault, finding).SetArgDisplayNames(name);

    private void OfStandIn(StandInCompiler compiler, int exitCode, string finding)
    {
        using var host = HostOf(compiler);
        Names(new FarmClient(Sandbox, host.Address), exitCode, finding.Replace("HOST", host.Address), pattern: true);
    }
}

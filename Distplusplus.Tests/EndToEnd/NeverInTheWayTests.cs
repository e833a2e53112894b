using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;
using WarningQuota = Distplusplus.Client.Records.WarningQuota;
using FallbackReason = Distplusplus.Client.FallbackReason;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Whatever is wrong with the farm, the compile succeeds here and one line says why.</summary>
internal sealed class NeverInTheWayTests : SandboxFixture
{
    [Test]
    public void Nothing_configured_is_nothing_said()
        => Assert.That(Compile(new FarmClient(Sandbox)).Ours, Is.Empty);

    [Test]
    public void Nothing_configured_and_no_home_is_nothing_said()
        => Assert.That(
            Compile(new FarmClient(Sandbox).With("HOME", null).With("XDG_CONFIG_HOME", null)
                .With("XDG_RUNTIME_DIR", null).With("XDG_CACHE_HOME", null)).Ours,
            Is.Empty);

    [Test]
    public void An_empty_host_list_is_nothing_said()
        => Assert.That(
            Compile(new FarmClient(Sandbox).With("DISTPLUSPLUS_CONFIG", Config("servers = []\n"))).Ours, Is.Empty);

    [TestCase(FaultKind.Refuse)]
    [TestCase(FaultKind.Mute)]
    [TestCase(FaultKind.Blackhole)]
    public void A_host_or_network_that_fails_is_one_line(FaultKind fault)
    {
        using var proxy = new FaultProxy("127.0.0.1:1", fault);
        OneLineAbout(proxy.Address, Quiet(proxy.Address));
    }

    [Test]
    public void A_name_nobody_knows_is_one_line()
        => OneLineAbout("no-such-host.invalid:3633", Quiet("no-such-host.invalid:3633"));

    [Test]
    public void A_config_that_is_no_TOML_is_one_line_with_its_place()
    {
        var config = Config("\nservers = [\"a:1\"\n");
        var report = Compile(new FarmClient(Sandbox).With("DISTPLUSPLUS_CONFIG", config));
        Assert.That(report.Ours, Has.Count.EqualTo(1));
        Assert.That(report.Ours[0], Does.Match($@"{config}:\d+:\d+"));
    }

    [Test]
    public void A_config_that_is_not_there_is_one_line()
        => OneLineAbout(
            Sandbox.Path("nowhere.toml"),
            new FarmClient(Sandbox).With("DISTPLUSPLUS_CONFIG", Sandbox.Path("nowhere.toml")));

    [Test]
    public void A_loop_that_reads_a_list_keeps_its_list()
    {
        using var host = BuildHost.Start(Sandbox);
        var names = Enumerable.Range(0, 5).Select(i => $"f{i}.c").ToArray();
        foreach (var name in names)
        {
            Sandbox.Write(name, "int f;\n");
        }

        Sandbox.Write("list", string.Join('\n', names) + "\n");
        var client = new FarmClient(Sandbox, host.Address);
        client.Masquerade();
        client.Command("/bin/sh", "-c", "while read -r f; do gcc -c \"$f\" || exit; done < list").Run().Succeeded();
        Assert.That(names.Select(n => $"{Sandbox.Work}/{Path.ChangeExtension(n, ".o")}"), Has.All.Exist);
    }

    [Test]
    public void A_build_without_its_hosts_says_so_once_in_a_while_and_not_for_each_file()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        var names = Enumerable.Range(0, 60).Select(i => $"u{i}").ToList();
        names.ForEach(name => Sandbox.Write($"{name}.c", $"int {name};\n"));
        Sandbox.Write(
            "Makefile", $"all: {string.Join(' ', names)}\nu%:\n\t@{NativeBinary.Path} gcc -c $@.c\n");
        var build = Quiet(proxy.Address).Command("make", "-j8").Run().Succeeded();
        var said = CompileReport.Of(build).Ours;
        Assert.That(said[0], Does.Match($@"^distplusplus: u\d+\.c: compiled locally: .*{proxy.Address}"));

        // One every ten seconds, and this takes two.
        Assert.That(said, Has.Count.LessThan(1 + 1 + (build.Elapsed.TotalSeconds / 10)), build.Error);
        var each = Quiet(proxy.Address).With("DISTPLUSPLUS_LOG_LEVEL", "info").Command("make", "-j8").Run().Succeeded();
        Assert.That(CompileReport.Of(each).Ours, Has.Count.EqualTo(60), "a line for each compile was asked for");
    }

    [Test]
    public void The_line_of_a_build_without_its_hosts_counts_the_compiles_that_kept_quiet()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        var said = $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {proxy.Address}: ";
        var first = Compile(Quiet(proxy.Address)).Ours.Single();
        Assert.That(first, Does.StartWith(said).And.Not.Contain("more compiles"));
        new KnownHosts(Sandbox).Forget();
        Assert.That(Compile(Quiet(proxy.Address)).Ours, Is.Empty);

        // As if that had been a while ago, and three compiles of others since.
        File.Delete(Sandbox.Path("run/distplusplus/warnings"));
        var then = new WarningQuota(Sandbox.Path("run/distplusplus"), new ManualClock());
        var outage = $"{FallbackReason.NoHostCould([]).Outage} {proxy.Address}";
        Assert.That(
            Enumerable.Range(0, 4).Select(_ => then.Count(outage)),
            Is.EqualTo(new int?[] { 0, null, null, null }));
        new KnownHosts(Sandbox).Forget();
        Assert.That(
            Compile(Quiet(proxy.Address)).Ours,
            Is.EqualTo(new[] { $"{first} (and 3 more compiles since the last such message)" }));
    }

    [Test]
    public void Source_from_standard_input_is_compiled()
    {
        var comparison = new Comparison(Sandbox, new FarmClient(Sandbox, "127.0.0.1:1"))
        {
            Adjust = command => command with { Input = "int from_stdin;\n"u8.ToArray() },
        };
        comparison.Same("gcc", "-xc", "-c", "-", "-o", "a.o");
    }

    [Test]
    public void A_strict_build_fails_with_our_own_exit_code_instead()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        var result = new FarmClient(Sandbox, proxy.Address).With("DISTPLUSPLUS_FALLBACK", "0")
            .Compile("gcc", "-c", "a.c").Run();
        Assert.That(result.ExitCode, Is.InRange(100, 127));
        Assert.That(result.Error, Does.Contain(proxy.Address));
    }

    [Test]
    public void A_temp_directory_that_is_not_there_does_not_matter()
    {
        using var host = BuildHost.Start(Sandbox);
        var client = new FarmClient(Sandbox, host.Address)
            .With("XDG_RUNTIME_DIR", "/proc/nonexistent").With("XDG_CACHE_HOME", "/proc/nonexistent");
        new Comparison(Sandbox, client).Same("gcc", "-c", "a.c");
    }

    private CompileReport Compile(FarmClient client) => new Comparison(Sandbox, client).Same("gcc", "-c", "a.c");

    private void OneLineAbout(string subject, FarmClient client)
    {
        var report = Compile(client);
        Assert.That(report.Ours, Has.Count.EqualTo(1), string.Join('\n', report.Ours));
        Assert.That(report.Ours[0], Does.Contain(subject));
    }

    // At the default level, as a user has it.
    private FarmClient Quiet(string server) => new FarmClient(Sandbox, server).With("DISTPLUSPLUS_LOG_LEVEL", null);

    private string Config(string text)
    {
        var path = Sandbox.Path("config.toml");
        File.WriteAllText(path, text);
        return path;
    }
}

using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Whatever is wrong with the farm, the compile succeeds here and one line says why.</summary>
internal sealed class NeverInTheWayTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start()
    {
        _sandbox = new Sandbox();
        _sandbox.Write("a.c", "int answer(void) { return 42; }\n");
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Nothing_configured_is_nothing_said()
        => Assert.That(Compile(new FarmClient(_sandbox)).Ours, Is.Empty);

    [Test]
    public void Nothing_configured_and_no_home_is_nothing_said()
        => Assert.That(
            Compile(new FarmClient(_sandbox).With("HOME", null).With("XDG_CONFIG_HOME", null)
                .With("XDG_RUNTIME_DIR", null).With("XDG_CACHE_HOME", null)).Ours,
            Is.Empty);

    [Test]
    public void An_empty_host_list_is_nothing_said()
        => Assert.That(
            Compile(new FarmClient(_sandbox).With("DISTPLUSPLUS_CONFIG", Config("servers = []\n"))).Ours, Is.Empty);

    [Test]
    public void A_refused_connection_is_one_line()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        OneLineAbout(proxy.Address, Quiet(proxy.Address));
    }

    [Test]
    public void A_host_that_never_answers_is_one_line()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Mute);
        OneLineAbout(proxy.Address, Quiet(proxy.Address));
    }

    [Test]
    public void A_host_behind_a_black_hole_is_one_line()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Blackhole);
        OneLineAbout(proxy.Address, Quiet(proxy.Address));
    }

    [Test]
    public void A_name_nobody_knows_is_one_line()
        => OneLineAbout("no-such-host.invalid:3633", Quiet("no-such-host.invalid:3633"));

    [Test]
    public void A_config_that_is_no_TOML_is_one_line_with_its_place()
    {
        var config = Config("\nservers = [\"a:1\"\n");
        var report = Compile(new FarmClient(_sandbox).With("DISTPLUSPLUS_CONFIG", config));
        Assert.That(report.Ours, Has.Count.EqualTo(1));
        Assert.That(report.Ours[0], Does.Match($@"{config}:\d+:\d+"));
    }

    [Test]
    public void The_form_that_early_documentation_showed_is_put_right()
    {
        var config = Config("[servers] = { \"a:1\", \"b:2\" }\n");
        var report = Compile(new FarmClient(_sandbox).With("DISTPLUSPLUS_CONFIG", config));
        Assert.That(report.Ours, Has.Count.EqualTo(1));
        Assert.That(report.Ours[0], Does.Contain($"{config}:1:").And.Contain("servers = [\"a:1\", \"b:2\"]"));
    }

    [Test]
    public void A_config_that_is_not_there_is_one_line()
        => OneLineAbout(
            _sandbox.Path("nowhere.toml"),
            new FarmClient(_sandbox).With("DISTPLUSPLUS_CONFIG", _sandbox.Path("nowhere.toml")));

    [Test]
    public void A_loop_that_reads_a_list_keeps_its_list()
    {
        using var host = BuildHost.Start(_sandbox);
        var names = Enumerable.Range(0, 5).Select(i => $"f{i}.c").ToArray();
        foreach (var name in names)
        {
            _sandbox.Write(name, "int f;\n");
        }

        _sandbox.Write("list", string.Join('\n', names) + "\n");
        var client = new FarmClient(_sandbox, host.Address);
        client.Masquerade();
        client.Command("/bin/sh", "-c", "while read -r f; do gcc -c \"$f\" || exit; done < list").Run().Succeeded();
        Assert.That(names.Select(n => $"{_sandbox.Work}/{Path.ChangeExtension(n, ".o")}"), Has.All.Exist);
    }

    [Test]
    public void Source_from_standard_input_is_compiled()
    {
        var comparison = new Comparison(_sandbox, new FarmClient(_sandbox, "127.0.0.1:1"))
        {
            Adjust = command => command with { Input = "int from_stdin;\n"u8.ToArray() },
        };
        comparison.Same("gcc", "-xc", "-c", "-", "-o", "a.o");
    }

    [Test]
    public void A_strict_build_fails_with_our_own_exit_code_instead()
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        var result = new FarmClient(_sandbox, proxy.Address).With("DISTPLUSPLUS_FALLBACK", "0")
            .Compile("gcc", "-c", "a.c").Run();
        Assert.That(result.ExitCode, Is.InRange(100, 127));
        Assert.That(result.Error, Does.Contain(proxy.Address));
    }

    [Test]
    public void A_temp_directory_that_is_not_there_does_not_matter()
    {
        using var host = BuildHost.Start(_sandbox);
        var client = new FarmClient(_sandbox, host.Address)
            .With("XDG_RUNTIME_DIR", "/proc/nonexistent").With("XDG_CACHE_HOME", "/proc/nonexistent");
        new Comparison(_sandbox, client).Same("gcc", "-c", "a.c");
    }

    private CompileReport Compile(FarmClient client) => new Comparison(_sandbox, client).Same("gcc", "-c", "a.c");

    private void OneLineAbout(string subject, FarmClient client)
    {
        var report = Compile(client);
        Assert.That(report.Ours, Has.Count.EqualTo(1), string.Join('\n', report.Ours));
        Assert.That(report.Ours[0], Does.Contain(subject));
    }

    // At the default level, as a user has it.
    private FarmClient Quiet(string server) => new FarmClient(_sandbox, server).With("DISTPLUSPLUS_LOG_LEVEL", null);

    private string Config(string text)
    {
        var path = _sandbox.Path("config.toml");
        File.WriteAllText(path, text);
        return path;
    }
}

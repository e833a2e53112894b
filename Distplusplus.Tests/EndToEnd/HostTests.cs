using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What a host does with compilers: whom it starts, and that none outlives its stream.</summary>
internal sealed class HostTests : SandboxFixture
{
    [TestCase("cat a.c | GCC -x c -c /dev/stdin -o a.o")]
    [TestCase("GCC -x c -c <(cat a.c) -o a.o")]
    [TestCase("rm -f pipe; mkfifo pipe; (cat a.c >pipe &); GCC -x c -c pipe -o a.o")]
    public void A_source_that_can_be_read_once_is_read_by_the_compiler(string line)
    {
        using var host = BuildHost.Start(Sandbox);
        Sandbox.Write("a.c", "int answer(void) { return 42; }\n");
        var client = new FarmClient(Sandbox, host.Address).With("DISTPLUSPLUS_LOG_LEVEL", "info");
        Sandbox.Command("bash", "-c", line.Replace("GCC", "gcc")).Run().Succeeded();
        var plain = File.ReadAllBytes($"{Sandbox.Work}/a.o");
        File.Delete($"{Sandbox.Work}/a.o");
        var ours = client.Command("timeout", "20", "bash", "-c", line.Replace("GCC", $"{NativeBinary.Path} gcc")).Run();
        Assert.That(ours.Succeeded().Error, Does.Match("is no regular file and can be read only once\n$"));
        Assert.That(File.ReadAllBytes($"{Sandbox.Work}/a.o"), Is.EqualTo(plain));
    }

    [Test]
    public void The_compiler_dies_with_the_client()
    {
        using var host = HostOf(new StandInCompiler("/usr/bin/gcc") { Before = "sleep 300 & wait" });
        using var compile = new FarmClient(Sandbox, host.Address).Compile("gcc", "-c", "a.c").Start();
        _ = Command.Collect(compile.Output!);
        _ = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(20_000, 20), "the compile never began");
        compile.KillTree();
        _ = compile.Wait();
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(5_000, 20));
        Assert.That(StandInCompiler.Calls(Sandbox.Path("compilers/gcc")), Is.Not.Empty);
    }

    [Test]
    public void A_compiler_of_another_version_is_not_used()
    {
        using var host = HostOf(new StandInCompiler("/usr/bin/gcc") { Version = "99.1.0" });
        var client = new FarmClient(Sandbox, host.Address);
        var report = new Comparison(Sandbox, client).Same("gcc", "-c", "a.c");
        Assert.That(string.Join('\n', report.Ours), Does.Contain("99.1.0").And.Contain("local"));
    }

    [Test]
    public void A_compiler_of_another_name_and_the_same_kind_is_used()
    {
        Directory.CreateDirectory(Sandbox.Path("compilers"));
        File.CreateSymbolicLink(Sandbox.Path("compilers/my-own-cc"), "/usr/bin/gcc");
        using var host = BuildHost.Start(Sandbox, "--compilers", Sandbox.Path("compilers"));
        new Comparison(Sandbox, new FarmClient(Sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_link_that_leads_to_ourselves_means_the_compiler_on_PATH()
    {
        Directory.CreateDirectory(Sandbox.Path("compilers"));
        File.CreateSymbolicLink(Sandbox.Path("compilers/gcc"), NativeBinary.Path);
        using var host = BuildHost.Start(Sandbox, "--compilers", Sandbox.Path("compilers"));
        new Comparison(Sandbox, new FarmClient(Sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_compiler_that_dies_by_a_signal_there_is_no_compile_error()
    {
        using var host = HostOf(new StandInCompiler("/usr/bin/gcc") { Before = "kill -SEGV $$" });
        var report = new Comparison(Sandbox, new FarmClient(Sandbox, host.Address)).Same("gcc", "-c", "a.c");
        Assert.That(string.Join('\n', report.Ours), Does.Contain("local"));
    }

    [Test]
    public void A_long_compile_is_not_a_dead_host()
    {
        using var host = HostOf(new StandInCompiler("/usr/bin/gcc") { Before = "sleep 8" });
        File.WriteAllText(
            Sandbox.Path("config.toml"), $"servers = [\"{host.Address}\"]\nsilence_timeout = \"5s\"\n");
        var client = new FarmClient(Sandbox, host.Address).With("DISTPLUSPLUS_SERVERS", null)
            .With("DISTPLUSPLUS_CONFIG", Sandbox.Path("config.toml"));
        new Comparison(Sandbox, client).Remote(host.Address, "gcc", "-c", "a.c");
    }
}

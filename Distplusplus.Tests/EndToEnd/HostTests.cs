using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What a host does with compilers: whom it starts, and that none outlives its stream.</summary>
internal sealed class HostTests
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
    public void The_compiler_dies_with_the_client()
    {
        var compiler = Install(new StandInCompiler("/usr/bin/gcc") { Before = "sleep 300 & wait" }, "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("compilers"));
        using var compile = new FarmClient(_sandbox, host.Address).Compile("gcc", "-c", "a.c").Start();
        _ = Command.Collect(compile.Output!);
        _ = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(20_000, 20), "the compile never began");
        compile.KillTree();
        _ = compile.Wait();
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(5_000, 20));
        Assert.That(StandInCompiler.Calls(compiler), Is.Not.Empty);
    }

    [Test]
    public void A_compiler_of_another_version_is_not_used()
    {
        Install(new StandInCompiler("/usr/bin/gcc") { Version = "99.1.0" }, "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("compilers"));
        var client = new FarmClient(_sandbox, host.Address);
        var report = new Comparison(_sandbox, client).Same("gcc", "-c", "a.c");
        Assert.That(string.Join('\n', report.Ours), Does.Contain("99.1.0").And.Contain("local"));
    }

    [Test]
    public void A_compiler_of_another_name_and_the_same_kind_is_used()
    {
        Directory.CreateDirectory(_sandbox.Path("compilers"));
        File.CreateSymbolicLink(_sandbox.Path("compilers/my-own-cc"), "/usr/bin/gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("compilers"));
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_link_that_leads_to_ourselves_means_the_compiler_on_PATH()
    {
        Directory.CreateDirectory(_sandbox.Path("compilers"));
        File.CreateSymbolicLink(_sandbox.Path("compilers/gcc"), NativeBinary.Path);
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("compilers"));
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_compiler_that_dies_by_a_signal_there_is_no_compile_error()
    {
        Install(new StandInCompiler("/usr/bin/gcc") { Before = "kill -SEGV $$" }, "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("compilers"));
        var report = new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Same("gcc", "-c", "a.c");
        Assert.That(string.Join('\n', report.Ours), Does.Contain("local"));
    }

    [Test]
    public void A_long_compile_is_not_a_dead_host()
    {
        Install(new StandInCompiler("/usr/bin/gcc") { Before = "sleep 8" }, "gcc");
        using var host = BuildHost.Start(_sandbox, "--compilers", _sandbox.Path("compilers"));
        File.WriteAllText(
            _sandbox.Path("config.toml"), $"servers = [\"{host.Address}\"]\nsilence_timeout = \"5s\"\n");
        var client = new FarmClient(_sandbox, host.Address).With("DISTPLUSPLUS_SERVERS", null)
            .With("DISTPLUSPLUS_CONFIG", _sandbox.Path("config.toml"));
        new Comparison(_sandbox, client).Remote(host.Address, "gcc", "-c", "a.c");
    }

    private string Install(StandInCompiler compiler, string name)
        => compiler.Install(_sandbox.Path("compilers"), name);
}

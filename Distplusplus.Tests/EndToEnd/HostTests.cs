using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What a host does with compilers: whom it starts, and that none outlives its stream.</summary>
internal sealed class HostTests : SandboxFixture
{
    [Test]
    public void The_compiler_dies_with_the_client()
    {
        using var host = HostOf(new StandInCompiler("/usr/bin/gcc") { Before = "sleep 300 & wait" });
        using var compile = new FarmClient(Sandbox, host.Address).Compile("gcc", "-c", "a.c").Start();
        _ = Command.Collect(compile.Output!);
        _ = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        compile.KillTree();
        _ = compile.Wait();
        Assert.That(() => ProcessTable.Below(host.Id), Is.Empty.After(60_000, 20));
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

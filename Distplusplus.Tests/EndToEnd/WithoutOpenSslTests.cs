using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>.NET ends a process that looks for OpenSSL in vain: a machine without it compiles all the same.</summary>
internal sealed class WithoutOpenSslTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start()
    {
        Needs.Program("bwrap");
        _sandbox = new Sandbox();
        _sandbox.Write("a.c", "#include <stdio.h>\nint main(void) { return puts(\"hello\"); }\n");
    }

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void A_client_without_it_compiles_at_hosts_and_gets_the_same()
    {
        using var host = BuildHost.Start(_sandbox);
        new FarmClient(_sandbox).Command("gcc", "-g", "-c", "a.c", "-o", "plain.o").Run().Succeeded();
        var there = Hidden(
            new FarmClient(_sandbox, host.Address).Compile("gcc", "-g", "-c", "a.c", "-o", "a.o"));
        Assert.That(there.Succeeded().Error, Does.Contain($"compiled on {host.Address}").And.Contain("(direct, "));
        Assert.That(
            File.ReadAllBytes($"{_sandbox.Work}/a.o"), Is.EqualTo(File.ReadAllBytes($"{_sandbox.Work}/plain.o")));
    }

    [Test]
    public void Where_TLS_is_wanted_it_is_compiled_here_and_one_line_says_what_to_install()
    {
        var client = new FarmClient(_sandbox, "tls:127.0.0.1:1");
        _sandbox.Write("ca.pem", "");
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Mute);
        var here = Hidden(client.With("DISTPLUSPLUS_SERVERS", $"tls:{proxy.Address}")
            .With("DISTPLUSPLUS_TLS_CA", _sandbox.Path("work/ca.pem")).Compile("gcc", "-c", "a.c"));
        Assert.That(here.Succeeded().Error, Is.EqualTo(
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: tls:{proxy.Address}: "
            + "TLS needs OpenSSL, which is not installed: install it (Debian: apt-get install libssl3)\n"));
    }

    [Test]
    public void A_host_without_it_does_not_start_and_says_what_to_install()
    {
        var host = Hidden(new FarmClient(_sandbox).Command(NativeBinary.Path, "serve", "--listen", "127.0.0.1:0"));
        Assert.That(host.ExitCode, Is.EqualTo(106));
        Assert.That(host.Error, Is.EqualTo(
            "distplusplus: a build host needs OpenSSL, which is not installed: "
            + "install it (Debian: apt-get install libssl3)\n"));
    }

    private static CommandResult Hidden(Command command)
    {
        var libraries = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Append("/usr/lib").Append("/usr/lib64")
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.GetFiles(directory, "libssl.so.*")
                .Concat(Directory.GetFiles(directory, "libcrypto.so.*")))
            .Where(file => File.ResolveLinkTarget(file, returnFinalTarget: true) is null)
            .SelectMany(file => new[] { "--ro-bind", "/dev/null", file });
        return (command with
        {
            Program = "bwrap",
            Arguments = ["--dev-bind", "/", "/", .. libraries, command.Program, .. command.Arguments],
        }).Run();
    }
}

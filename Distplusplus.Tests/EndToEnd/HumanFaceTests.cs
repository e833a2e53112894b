using System.Net;
using System.Net.Sockets;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The binary called by its own name.</summary>
internal sealed class HumanFaceTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Its_version_is_one_line()
    {
        var result = Run("--version").Succeeded();
        Assert.That(result.Output, Does.Match(@"^(distplusplus )?\d+\.\d+\.\d+.*\n$"));
    }

    [Test]
    public void Its_help_names_the_commands()
        => Assert.That(
            Run("--help").Succeeded().Output,
            Does.Contain("serve").And.Contain("check").And.Contain("hosts"));

    [TestCase("sevre")]
    [TestCase("--no-such-flag")]
    public void A_first_word_nobody_knows_is_a_clear_error(string word)
    {
        var result = Run(word);
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.InRange(100, 127));
            Assert.That(result.Output, Is.Empty);
            Assert.That(result.Error, Does.Contain(word));
        });
    }

    [TestCase("check")]
    [TestCase("hosts")]
    public void A_host_that_answers_is_shown_with_its_compilers(string verb)
    {
        using var host = BuildHost.Start(_sandbox, "--slots", "3");
        var result = new FarmClient(_sandbox, host.Address).Command(NativeBinary.Path, verb).Run();
        // A machine that runs tests is busy, which check warns of.
        Assert.That(result.ExitCode, Is.LessThanOrEqualTo(verb == "check" ? 1 : 0), result.Output + result.Error);
        Assert.That(result.Output, Does.Contain(host.Address).And.Contain("3").And.Contain("gcc"));
    }

    [TestCase("check", 2)]
    [TestCase("hosts", 1)]
    public void A_host_that_does_not_answer_is_no_success(string verb, int exitCode)
    {
        using var proxy = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        var result = new FarmClient(_sandbox, proxy.Address).Command(NativeBinary.Path, verb).Run();
        Assert.That(result.ExitCode, Is.EqualTo(exitCode));
        Assert.That(result.Output + result.Error, Does.Contain(proxy.Address));
    }

    [Test]
    public void A_host_listens_on_a_socket_too()
    {
        using var host = BuildHost.Start(_sandbox, "--listen", $"unix:{_sandbox.Path("host.sock")}");
        _sandbox.Write("a.c", "int x;\n");
        new Comparison(_sandbox, new FarmClient(_sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void An_address_beyond_this_machine_needs_more_than_a_flag_for_the_port()
    {
        var result = Run("serve", "--listen", "plain:0.0.0.0:0");
        Assert.That(result.ExitCode, Is.GreaterThanOrEqualTo(100));
        Assert.That(result.Error, Does.Contain("0.0.0.0"));
    }

    [TestCase("unix:/nodirectory/x", "its directory does not exist: create it, or choose another path")]
    [TestCase("192.0.2.1:3633", "this machine does not have that address: choose one that `ip address` shows")]
    public void An_address_that_cannot_be_had_is_one_line_and_a_code_of_its_own(string address, string why)
    {
        var result = Run("serve", "--insecure-plaintext", "--listen", address);
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(107));
            Assert.That(result.Error, Does.EndWith($"distplusplus: cannot listen on {address}: {why}\n"));
        });
    }

    [Test]
    public void An_address_that_another_program_has_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"{other.LocalEndpoint}";
        foreach (var options in (string[][])[["--listen", address], ["--listen", "127.0.0.1:0", "--status", address]])
        {
            var result = Run(["serve", .. options]);
            Assert.That(result.ExitCode, Is.EqualTo(107));
            Assert.That(result.Error, Does.EndWith(
                $"distplusplus: cannot listen on {address}: another program listens on it: stop it, or choose "
                    + "another address\n"));
        }
    }

    private CommandResult Run(params string[] arguments)
    {
        var command = new FarmClient(_sandbox).Command(NativeBinary.Path, arguments);
        return (command with { Limit = TimeSpan.FromMinutes(2) }).Run();
    }
}

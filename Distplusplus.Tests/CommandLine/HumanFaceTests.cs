using Distplusplus.CommandLine;
using Distplusplus.Platform;

namespace Distplusplus.Tests.CommandLine;

/// <summary>What people type and what they read, without a process.</summary>
internal sealed class HumanFaceTests
{
    private readonly Dictionary<string, string> _environment = [];
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [SetUp]
    public void Clear()
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        _environment.Clear();
        // No file of the machine the tests run on.
        _environment["DISTPLUSPLUS_CONFIG"] = "/dev/null";
    }

    [OneTimeTearDown]
    public void Close()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Test]
    public void The_version_is_one_line()
    {
        Assert.That(Run("--version"), Is.Zero);
        Assert.That($"{_output}", Is.EqualTo("distplusplus 0.1.0\n"));
    }

    [Test]
    public void The_version_is_that_of_the_project()
        => Assert.That(
            typeof(HumanFace).Assembly.GetName().Version!.ToString(3), Is.EqualTo(SoftwareVersion.Number));

    [TestCase("", "serve", "check", "hosts", "--version")]
    [TestCase("serve", "--listen", "--slots", "--compilers", "--config", "--log-level", "--insecure-plaintext",
        "--log-format", "--status", "--metrics")]
    [TestCase("check", "--json", "--config", "COMPILE")]
    [TestCase("hosts", "--jobs", "--json", "--config")]
    public void Help_names_everything_and_has_examples(string command, params string[] words)
    {
        Assert.That(command.Length == 0 ? Run("--help") : Run(command, "--help"), Is.Zero);
        foreach (var word in words)
        {
            Assert.That($"{_output}", Does.Contain(word));
        }

        foreach (var (line, _) in Examples.Of(command))
        {
            Assert.That($"{_output}", Does.Contain($"\n  {line}\n"));
        }

        Assert.That($"{_error}", Is.Empty);
    }

    [TestCase("sevre", "`sevre` is neither a command nor a compiler on PATH, did you mean `serve`? "
        + "(`distplusplus --help` lists all)")]
    [TestCase("banana",
        "`banana` is neither a command nor a compiler on PATH: `distplusplus --help` lists the commands")]
    [TestCase("--vresion",
        "there is no option `--vresion`, did you mean `--version`? (`distplusplus --help` lists all)")]
    [TestCase("--no-such-flag", "there is no option `--no-such-flag`: `distplusplus --help` lists the commands")]
    [TestCase("serve --slot 3", "`serve` has no option `--slot`, did you mean `--slots`? "
        + "(`distplusplus serve --help` lists all)")]
    [TestCase("hosts --banana", "`hosts` has no option `--banana`: `distplusplus hosts --help` lists them")]
    [TestCase("serve now", "`serve` takes no argument `now`: see `distplusplus serve --help`")]
    [TestCase("serve --slots", "Required argument missing for option: '--slots': see `distplusplus serve --help`")]
    [TestCase("", "a command or a compiler is missing: `distplusplus --help` lists the commands")]
    public void A_command_line_that_is_not_understood_is_answered_with_what_to_type(string line, string message)
    {
        Assert.That(Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo(ExitCodes.Usage));
        Assert.That($"{_error}", Is.EqualTo($"distplusplus: {message}\n"));
        Assert.That($"{_output}", Is.Empty);
    }

    [TestCase("--listen 0.0.0.0:1", "--listen: other machines can reach 0.0.0.0:1, and whoever reaches it can run "
        + "compilers here and read what others send: listen at 127.0.0.1 or unix:/path, "
        + "or add --insecure-plaintext where you trust the whole network")]
    [TestCase("--slots many", "--slots: \"many\" is not understood: write a number from 1 to 4096")]
    [TestCase("--config /no/such", "--config: there is no file /no/such: name one that exists, or leave this out")]
    public void A_host_does_not_start_on_settings_that_are_wrong_or_unsafe(string line, string message)
    {
        Assert.That(Run(["serve", .. line.Split(' ')]), Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That($"{_error}", Is.EqualTo($"distplusplus: {message}\n"));
    }

    [Test]
    public void The_variable_that_is_unsafe_is_named()
    {
        _environment["DISTPLUSPLUS_LISTEN_ADDRESS"] = "[::]:1";
        Assert.That(Run("serve"), Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(
            $"{_error}", Does.StartWith("distplusplus: DISTPLUSPLUS_LISTEN_ADDRESS: other machines can reach [::]:1,"));
    }

    [Test]
    public void Hosts_says_when_there_are_none()
    {
        Assert.That(Run("hosts"), Is.Zero);
        Assert.That($"{_output}", Is.Empty);
        Assert.That($"{_error}", Is.EqualTo(
            "distplusplus: no hosts are configured, everything is compiled here: set DISTPLUSPLUS_SERVERS=host:port, "
            + "or write servers = [\"host:port\"] into ~/.config/distplusplus/distplusplus.toml\n"));
    }

    [Test]
    public void Jobs_is_a_number_even_when_no_host_answers()
    {
        _environment["DISTPLUSPLUS_SERVERS"] = "unix:/nonexistent/socket";
        Assert.That(Run("hosts", "--jobs"), Is.EqualTo(1));
        Assert.That($"{_output}", Is.EqualTo($"{Environment.ProcessorCount}\n"));
        Assert.That($"{_error}", Is.EqualTo(
            "distplusplus: unix:/nonexistent/socket: there is no such socket: "
            + "is `distplusplus serve` running, and does it listen at this path?\n"));
    }

    [Test]
    public void Check_shows_findings_then_settings_then_the_verdict()
    {
        _environment["DISTPLUSPLUS_SERVERS"] = "unix:/nonexistent/socket";
        _environment["DISTPLUSPLUS_MODE"] = "fast";
        Assert.That(Run("check"), Is.EqualTo(1));
        Assert.That($"{_output}", Is.EqualTo("""
            ok       configuration: read /dev/null
            problem  configuration: DISTPLUSPLUS_MODE: "fast" is not understood
                       write auto, direct or text
            ok       links: no compiler name on PATH leads to distplusplus; builds use it as `distplusplus g++ …`
            problem  unix:/nonexistent/socket: there is no such socket
                       is `distplusplus serve` running, and does it listen at this path?

            Settings:
              servers = unix:/nonexistent/socket (DISTPLUSPLUS_SERVERS)
              log_level = warning (default)
              fallback = true (default)
              mode = auto (default)
              compression = auto (default)
              compression_level = auto (default)
              connect_timeout = 2s (default)
              slot_timeout = 2m (default)
              silence_timeout = 15s (default)
              job_timeout = 30m (default)
              local_slots = auto (default)
              distribute_probes = false (default)

            2 problems.

            """));
    }

    [Test]
    public void Check_speaks_JSON()
    {
        _environment["DISTPLUSPLUS_SERVERS"] = "unix:/nonexistent/socket";
        Assert.That(Run("check", "--json"), Is.EqualTo(1));
        Assert.That($"{_output}", Does.Contain("""
                {
                  "severity": "problem",
                  "subject": "unix:/nonexistent/socket",
                  "cause": "there is no such socket",
                  "cure": "is `distplusplus serve` running, and does it listen at this path?"
                }
            """));
    }

    private int Run(params string[] arguments)
        => new HumanFace(_output, _error, _environment.GetValueOrDefault).Execute(arguments);
}

using Distplusplus.CommandLine;
using Distplusplus.Platform;
using Distplusplus.Tests.Support;

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
    [TestCase("hosts", "--watch", "--summary", "--since", "--jobs", "--json", "--config")]
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
    [TestCase("serve --slots", "`--slots` lacks its N: see `distplusplus serve --help`")]
    [TestCase("hosts pair", "`hosts pair` lacks its HOST:PORT: see `distplusplus hosts pair --help`")]
    [TestCase("hosts --watch --jobs", "`--watch` and `--jobs` cannot be combined: see `distplusplus hosts --help`")]
    [TestCase("hosts --json --jobs", "`--jobs` has no JSON form: omit `--json`, or see `distplusplus hosts --help`")]
    [TestCase("hosts --since 2h", "`--since` needs `--summary`: see `distplusplus hosts --help`")]
    [TestCase("hosts --summary --since soon",
        "--since: \"soon\" is not valid: write a duration such as 500ms, 2s, 10m or 1h")]
    [TestCase("check --jsn", "`check` has no option `--jsn`, did you mean `--json`? "
        + "(`distplusplus check --help` lists all)")]
    [TestCase("check --banana", "`check` has no option `--banana`: `distplusplus check --help` lists them")]
    [TestCase("check g++ -c x.cc", "write a compile after --: distplusplus check -- g++ -c x.cc")]
    [TestCase("check --", "`check --` needs a compile: for example distplusplus check -- g++ -c x.cc")]
    [TestCase("", "a command or compiler is missing: `distplusplus --help` lists the commands")]
    public void A_command_line_that_is_not_understood_is_answered_with_what_to_type(string line, string message)
    {
        Assert.That(Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo(ExitCodes.Usage));
        Assert.That($"{_error}", Is.EqualTo($"distplusplus: {message}\n"));
        Assert.That($"{_output}", Is.Empty);
    }

    [TestCase("--listen plain:0.0.0.0:1", "--listen: other machines can reach plain:0.0.0.0:1, and anyone who can "
        + "connect could run compilers and read the traffic: remove plain:, so that TLS is used, or add "
        + "--insecure-plaintext if you trust the whole network")]
    [TestCase("--slots many", "--slots: \"many\" is not valid: write a number from 1 to 4096")]
    [TestCase("--config /no/such", "--config: the file /no/such does not exist: name an existing file, or remove "
        + "this setting")]
    public void A_host_does_not_start_on_settings_that_are_wrong_or_unsafe(string line, string message)
    {
        Assert.That(Run(["serve", .. line.Split(' ')]), Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That($"{_error}", Is.EqualTo($"distplusplus: {message}\n"));
    }

    [Test]
    public void The_variable_that_is_unsafe_is_named()
    {
        _environment["DISTPLUSPLUS_LISTEN_ADDRESS"] = "plain:[::]:1";
        Assert.That(Run("serve"), Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That(
            $"{_error}",
            Does.StartWith("distplusplus: DISTPLUSPLUS_LISTEN_ADDRESS: other machines can reach plain:[::]:1,"));
    }

    [Test]
    public void Hosts_says_when_there_are_none()
    {
        Assert.That(Run("hosts"), Is.Zero);
        Assert.That($"{_output}", Is.Empty);
        Assert.That($"{_error}", Is.EqualTo(
            "distplusplus: no hosts are configured, everything is compiled locally: set "
                + "DISTPLUSPLUS_SERVERS=host:port, "
            + "or write servers = [\"host:port\"] to ~/.config/distplusplus/distplusplus.toml\n"));
    }

    [Test]
    public void Hosts_does_not_go_on_without_the_file_it_was_told_to_read()
    {
        Assert.That(Run("hosts", "--config", "/no/such"), Is.EqualTo(ExitCodes.BadConfiguration));
        Assert.That($"{_error}", Is.EqualTo(
            "distplusplus: --config: the file /no/such does not exist: name an existing file, or remove this "
                + "setting\n"));
    }

    [Test]
    public void Hosts_ends_with_1_when_a_setting_is_not_understood()
    {
        _environment["DISTPLUSPLUS_COMPRESSION_LEVEL"] = "fast";
        Assert.That(Run("hosts"), Is.EqualTo(1));
        Assert.That($"{_error}", Does.StartWith(
            "distplusplus: DISTPLUSPLUS_COMPRESSION_LEVEL: \"fast\" is not valid: write a number from -7 to 19\n"));
    }

    [TestCase("DISTPLUSPLUS_SERVER", ", did you mean `DISTPLUSPLUS_SERVERS`?")]
    [TestCase("distplusplus_servers", ", did you mean `DISTPLUSPLUS_SERVERS`?")]
    [TestCase("DISTPLUSPLUS_LISTEN", ", did you mean `DISTPLUSPLUS_LISTEN_ADDRESS`?")]
    [TestCase("DISTPLUSPLUS_BANANA", ": unset it, or see distplusplus(1) for all variables")]
    public void A_variable_that_nobody_reads_is_named(string variable, string cure)
    {
        _environment[variable] = "a:1";
        _ = Run("hosts");
        Assert.That($"{_error}", Does.StartWith($"distplusplus: {variable}: unknown environment variable{cure}\n"));
    }

    [Test]
    public void Check_ends_with_1_when_there_are_only_warnings()
    {
        Assert.That(Run("check"), Is.EqualTo(1));
        Assert.That($"{_output}", Does.Contain("warning  hosts: no hosts are configured, everything is compiled "
            + "locally")
            .And.EndWith("\n\n1 warning, no problems.\n"));
    }

    [TestCase("nope -c x.c", 2, "nope is not on PATH; install it or use another compiler")]
    [TestCase("/no/gcc -c x.c", 2, "the file /no/gcc does not exist; give the path of a compiler")]
    [TestCase("/usr gcc -c x.c", 2, "/usr is a directory; give the path of a compiler")]
    [TestCase("/etc/passwd -c x.c", 2,
        "/etc/passwd is not executable; run chmod +x, or use another compiler")]
    [TestCase("gcc", 1, "runs locally: the command line has no source file")]
    [TestCase("gcc a.c -o a", 1, "runs locally: links run locally")]
    [TestCase("gcc -c /no/such.c", 1, "runs locally: the source /no/such.c does not exist")]
    [TestCase("true -c a.c", 1, "runs locally: /bin/true: its name is not that of a known compiler")]
    public void Check_explains_a_compile(string compile, int exitCode, string sentence)
    {
        _environment["PATH"] = "/bin:/usr/bin";
        Assert.That(Run(["check", "--", .. compile.Split(' ')]), Is.EqualTo(exitCode));
        Assert.That($"{_output}", Does.StartWith($"{sentence}\n"));
        Assert.That($"{_error}", Is.Empty);
    }

    [Test]
    public void Jobs_is_a_number_even_when_no_host_answers()
    {
        _environment["DISTPLUSPLUS_SERVERS"] = "unix:/nonexistent/socket";
        Assert.That(Run("hosts", "--jobs"), Is.EqualTo(1));
        Assert.That($"{_output}", Is.EqualTo($"{Environment.ProcessorCount}\n"));
        Assert.That($"{_error}", Is.EqualTo(
            "distplusplus: unix:/nonexistent/socket: the socket does not exist: "
            + "is `distplusplus serve` running, and does it listen at this path?\n"));
    }

    [Test]
    public void Check_shows_findings_then_settings_then_the_verdict()
    {
        _environment["DISTPLUSPLUS_SERVERS"] = "unix:/nonexistent/socket";
        _environment["DISTPLUSPLUS_COMPRESSION_LEVEL"] = "fast";
        Assert.That(Run("check"), Is.EqualTo(2));
        Assert.That($"{_output}", Is.EqualTo("""
            ok       configuration: the file is /dev/null
            problem  configuration: DISTPLUSPLUS_COMPRESSION_LEVEL: "fast" is not valid
                       write a number from -7 to 19
            ok       links: no compiler link on PATH leads to distplusplus; use it as `distplusplus g++ …`
            ok       this machine: its limits and directories are sufficient
            problem  unix:/nonexistent/socket: the socket does not exist
                       is `distplusplus serve` running, and does it listen at this path?

            Settings:
              servers = unix:/nonexistent/socket (DISTPLUSPLUS_SERVERS)
              log_level = warning (default)
              fallback = true (default)
              compression_level = 1 (default)
              connect_timeout = 2s (default)
              slot_timeout = 2m (default)
              silence_timeout = 15s (default)
              job_timeout = 30m (default)
              local_slots = auto (default)
              records = true (default)
              distribute_probes = false (default)
              tls.ca = none (default)
              tls.certificate = none (default)
              tls.key = none (default)
              tls.allowed = none (default)
              tls.directory = auto (default)

            2 problems.

            """));
    }

    [Test]
    public void Check_speaks_JSON()
    {
        _environment["DISTPLUSPLUS_SERVERS"] = "unix:/nonexistent/socket";
        Assert.That(Run("check", "--json"), Is.EqualTo(2));
        Assert.That($"{_output}", Does.Contain("""
                {
                  "severity": "problem",
                  "subject": "unix:/nonexistent/socket",
                  "cause": "the socket does not exist",
                  "cure": "is `distplusplus serve` running, and does it listen at this path?"
                }
            """));
    }

    private int Run(params string[] arguments)
        => new HumanFace(
            _output, _error, _environment.GetValueOrDefault, Variables).Execute(arguments);

    private string[] Variables() => [.. _environment.Select(variable => $"{variable.Key}={variable.Value}")];
}

using Distplusplus.Configuration;

namespace Distplusplus.Tests.Configuration;

internal sealed class SettingsReaderTests
{
    private readonly Dictionary<string, string> _environment = [];
    private string _directory = "";

    private string UserFile => Path.Combine(_directory, "home/.config/distplusplus/distplusplus.toml");

    [SetUp]
    public void MakeHome()
    {
        _directory = Directory.CreateTempSubdirectory("settings").FullName;
        _environment.Clear();
        _environment["HOME"] = Path.Combine(_directory, "home");
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Nothing_configured_means_defaults_and_silence()
    {
        var client = Client();
        Assert.That(client.Settings with { Tls = new() }, Is.EqualTo(new ClientSettings()));
        Assert.That(client.Problems, Is.Empty);
        Assert.That(client.Complaint, Is.Null);
        Assert.That(client.File, Is.Null);
        Assert.That(client.Origins, Has.All.Property(nameof(SettingOrigin.Origin)).EqualTo(ValueOrigin.Default));
    }

    [Test]
    public void Every_setting_of_a_client_can_stand_in_the_file()
    {
        Write(UserFile, """
            # comment
            servers = ["build1:3633", "build2", 'unix:/run/d.sock']
            log_level = "info"
            fallback = false
            mode = "text"
            compression = "gzip"
            compression_level = 6
            connect_timeout = "250ms"
            slot_timeout = 30
            silence_timeout = 2.5
            job_timeout = "1h"
            local_slots = 3
            records = false
            distribute_probes = true
            """);
        var client = Client();
        Assert.That(client.Problems, Is.Empty);
        Assert.That(string.Join(' ', client.Settings.Servers), Is.EqualTo("build1:3633 build2:3633 unix:/run/d.sock"));
        Assert.That(client.Settings with { Servers = [], Tls = new() }, Is.EqualTo(new ClientSettings
        {
            Servers = [],
            LogLevel = LogThreshold.Info,
            Fallback = false,
            Mode = SendPreference.Text,
            Compression = CompressionPreference.Gzip,
            CompressionLevel = 6,
            ConnectTimeout = TimeSpan.FromMilliseconds(250),
            SlotTimeout = TimeSpan.FromSeconds(30),
            SilenceTimeout = TimeSpan.FromSeconds(2.5),
            JobTimeout = TimeSpan.FromHours(1),
            LocalSlots = 3,
            Records = false,
            DistributeProbes = true,
        }));
        Assert.That(client.Layers.Origins.Select(o => o.Origin), Has.All.InstanceOf<ValueOrigin.InFile>());
        Assert.That(client.Layers.Origins.Select(o => o.Key), Is.EqualTo(SettingsReader.ClientKeys));
    }

    [Test]
    public void Every_setting_of_a_host_can_stand_in_the_file()
    {
        Write(UserFile, """
            [serve]
            listen = "0.0.0.0:99"
            slots = 8
            compilers = ["/opt/a", "/opt/b"]
            temp_dir = "/var/tmp"
            store_dir = "/var/cache/d"
            store_bytes = "1GiB"
            queue = 10
            job_timeout = "5m"
            heartbeat = "1s"
            silence_timeout = "20s"
            drain_timeout = "10s"
            insecure_plaintext = true
            isolation = "off"
            user = "build"
            readable = ["/opt/t"]
            job_memory = "2GiB"
            job_cpu = "2m"
            job_output = "3GiB"
            job_processes = 9
            log_level = "debug"
            log_format = "json"
            status = "0.0.0.0:80"
            metrics = "3634"
            """);
        var server = Server();
        Assert.That(server.Problems, Is.Empty);
        Assert.That(server.Settings.CompilerDirectories, Is.EqualTo(new[] { "/opt/a", "/opt/b" }));
        var scalars = server.Settings with { CompilerDirectories = [], Readable = [], Tls = new() };
        Assert.That(scalars, Is.EqualTo(new ServerSettings
        {
            Listen = new HostAddress(HostAddressKind.Network, "0.0.0.0", 99),
            Slots = 8,
            CompilerDirectories = [],
            TemporaryDirectory = "/var/tmp",
            StoreDirectory = "/var/cache/d",
            StoreBytes = 1L << 30,
            QueueLimit = 10,
            JobTimeout = TimeSpan.FromMinutes(5),
            Heartbeat = TimeSpan.FromSeconds(1),
            SilenceTimeout = TimeSpan.FromSeconds(20),
            DrainTimeout = TimeSpan.FromSeconds(10),
            InsecurePlaintext = true,
            Isolation = IsolationPreference.Off,
            User = "build",
            JobMemory = 2L << 30,
            JobCpu = TimeSpan.FromMinutes(2),
            JobOutput = 3L << 30,
            JobProcesses = 9,
            LogLevel = LogThreshold.Debug,
            LogFormat = LogFormat.Json,
            Status = new HostAddress(HostAddressKind.Network, "0.0.0.0", 80),
            Metrics = new HostAddress(HostAddressKind.Network, "127.0.0.1", 3634),
        }));
        Assert.That(
            server.Layers.Origins.Where(o => o.Origin is not ValueOrigin.InFile).Select(o => o.Key),
            Is.EqualTo(AccessSettingsTests.Keys.Select(k => "serve." + k)));
        Assert.That(
            server.Layers.Origins.Select(o => o.Key), Is.EqualTo(SettingsReader.ServerKeys.Select(k => "serve." + k)));
    }

    [Test]
    public void The_environment_wins_over_the_file()
    {
        Write(UserFile, "servers = [\"a:1\"]\nlog_level = \"info\"\nfallback = true\n");
        _environment["DISTPLUSPLUS_SERVERS"] = " b:2  c:3 b:2 ";
        _environment["DISTPLUSPLUS_FALLBACK"] = "0";
        _environment["DISTPLUSPLUS_LOG_LEVEL"] = "";
        var client = Client();
        Assert.That(string.Join(' ', client.Settings.Servers), Is.EqualTo("b:2 c:3"));
        Assert.That(client.Settings.Fallback, Is.False);
        Assert.That(client.Settings.LogLevel, Is.EqualTo(LogThreshold.Info));
        Assert.That(
            client.Origins.Take(3).Select(o => $"{o.Key} = {o.Value} ({o.Origin})"),
            Is.EqualTo(new[]
            {
                "servers = b:2 c:3 (DISTPLUSPLUS_SERVERS)",
                $"log_level = info ({UserFile}:2:13)",
                "fallback = false (DISTPLUSPLUS_FALLBACK)",
            }));
    }

    [Test]
    public void Servers_set_to_nothing_takes_back_those_of_the_file()
    {
        Write(UserFile, "servers = [\"a:1\"]");
        _environment["DISTPLUSPLUS_SERVERS"] = "";
        Assert.That(Client().Settings.Servers, Is.Empty);
    }

    [Test]
    public void Flags_win_over_the_environment()
    {
        _environment["DISTPLUSPLUS_LISTEN_ADDRESS"] = "127.0.0.1:1";
        _environment["DISTPLUSPLUS_SLOTS"] = "3";
        _environment["DISTPLUSPLUS_COMPILERS"] = "/a:/b";
        var server = Server(new ServerFlags { Listen = "127.0.0.1:2", Compilers = ["/c"] });
        Assert.That(server.Settings.Listen.Port, Is.EqualTo(2));
        Assert.That(server.Settings.Slots, Is.EqualTo(3));
        Assert.That(server.Settings.CompilerDirectories, Is.EqualTo(new[] { "/c" }));
        Assert.That(
            server.Origins.Take(3).Select(o => $"{o.Key} = {o.Value} ({o.Origin})"),
            Is.EqualTo(new[]
            {
                "serve.listen = 127.0.0.1:2 (--listen)",
                "serve.slots = 3 (DISTPLUSPLUS_SLOTS)",
                "serve.compilers = /c (--compilers)",
            }));
    }

    [Test]
    public void The_file_is_looked_for_from_the_nearest_to_the_farthest()
    {
        var system = Path.Combine(_directory, "etc/distplusplus/distplusplus.toml");
        var xdg = Path.Combine(_directory, "xdg/distplusplus/distplusplus.toml");
        var named = Path.Combine(_directory, "named.toml");
        var flag = Path.Combine(_directory, "flag.toml");

        Write(system, "");
        Assert.That(Client().File, Is.EqualTo(system));
        Write(UserFile, "");
        Assert.That(Client().File, Is.EqualTo(UserFile));
        Write(xdg, "");
        _environment["XDG_CONFIG_HOME"] = Path.Combine(_directory, "xdg");
        Assert.That(Client().File, Is.EqualTo(xdg));
        Write(named, "");
        _environment["DISTPLUSPLUS_CONFIG"] = named;
        Assert.That(Client().File, Is.EqualTo(named));
        Write(flag, "");
        Assert.That(Client(flag).File, Is.EqualTo(flag));
    }

    [Test]
    public void A_named_file_that_is_missing_is_a_problem()
    {
        Assert.That(Messages(Client("/no/such.toml")), Is.EqualTo(new[]
        {
            "--config: there is no file /no/such.toml: name one that exists, or leave this out",
        }));
        _environment["DISTPLUSPLUS_CONFIG"] = "/no/such.toml";
        Assert.That(Messages(Client()), Is.EqualTo(new[]
        {
            "DISTPLUSPLUS_CONFIG: there is no file /no/such.toml: name one that exists, or leave this out",
        }));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_a_problem()
    {
        Assert.That(Messages(Client(_directory)), Is.EqualTo(new[]
        {
            $"{_directory}: cannot be read: Is a directory",
        }));
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        File.WriteAllBytes(UserFile, [0x61, 0xFF]);
        Assert.That(Messages(Client()), Is.EqualTo(new[] { $"{UserFile}: is not UTF-8 text: save it as UTF-8" }));
    }

    [TestCase("[servers] = { \"a:1\", \"b:2\" }", "1:1", "\"a:1\", \"b:2\"")]
    [TestCase("# hosts\n\n  [servers]={'a:1',\n  'b:2'}\n", "3:3", "\"a:1\", \"b:2\"")]
    [TestCase("log_level = \"info\"\nservers = { \"a:1\" }\n", "2:1", "\"a:1\"")]
    [TestCase("[servers] = [ \"a:1\" ]\n", "1:1", "\"a:1\"")]
    [TestCase("[servers] = { }\n", "1:1", "\"host:port\"")]
    public void The_form_of_early_documentation_is_recognised(string text, string place, string hosts)
    {
        Write(UserFile, text);
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[]
        {
            $"{UserFile}:{place}: this form of `servers`, which early documentation showed, is not TOML: "
            + $"write servers = [{hosts}]",
        }));
        Assert.That(client.Settings with { Tls = new() }, Is.EqualTo(new ClientSettings()));
    }

    [TestCase("servers = [\"a:1\" \"b:2\"]", "1:18",
        "Expected `,` or `]` while parsing array but was `\"b:2\"`")]
    [TestCase("log_level = info", "1:13", "Unexpected token `info` while parsing a value")]
    [TestCase("servers = [a:1]", "1:12", "Unexpected token `a` while parsing a value")]
    [TestCase("\nlog_level : 1", "2:11", "Expected `=` after key but was `:`")]
    [TestCase("[serve\nslots = 1", "1:7", "Expected `]` but was `the end of the line`")]
    [TestCase("log_level = \"info\nx = 1", "1:18", "Invalid newline in a string")]
    public void Broken_TOML_is_named_with_its_place_and_not_used(string text, string place, string what)
    {
        Write(UserFile, text);
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[]
        {
            $"{UserFile}:{place}: this is not TOML: {what} (strings stand in quotes, lists in [ ]); "
            + "nothing in this file is used until it is mended",
        }));
        Assert.That(client.Settings with { Tls = new() }, Is.EqualTo(new ClientSettings()));
    }

    [TestCase("servers = \"a:1 b:2\"", "1:11",
        "servers: a list is expected here: write servers = [\"host:port\", \"host:port\"]")]
    [TestCase("[servers]\na = 1", "1:2",
        "servers: a list is expected here: write servers = [\"host:port\", \"host:port\"]")]
    [TestCase("servers = [\"a:1\", \"b/4\"]", "1:11",
        "servers: \"b/4\" names a number of jobs, which a host decides itself: write b")]
    [TestCase("log_level = \"loud\"", "1:13",
        "log_level: \"loud\" is not understood: write trace, debug, info, warning, error or fatal")]
    [TestCase("log_level = [\"info\"]", "1:13", "log_level: one value is expected here, not a list or table")]
    [TestCase("fallback = \"perhaps\"", "1:12", "fallback: \"perhaps\" is not understood: write true or false")]
    [TestCase("mode = \"fast\"", "1:8", "mode: \"fast\" is not understood: write auto, direct or text")]
    [TestCase("compression = \"lzo\"", "1:15",
        "compression: \"lzo\" is not understood: write auto, zstd, gzip or none")]
    [TestCase("compression_level = 99", "1:21",
        "compression_level: \"99\" is not understood: write a number from -7 to 19")]
    [TestCase("connect_timeout = \"soon\"", "1:19",
        "connect_timeout: \"soon\" is not understood: write a duration such as 500ms, 2s, 10m or 1h")]
    [TestCase("connect_timeout = 2024-01-01", "1:19",
        "connect_timeout: one value is expected here, not a list or table")]
    [TestCase("local_slots = 0", "1:15", "local_slots: \"0\" is not understood: write a number from 1 to 4096")]
    public void A_value_that_is_not_understood_is_named_and_the_default_used(string text, string place, string sentence)
    {
        Write(UserFile, text);
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[] { $"{UserFile}:{place}: {sentence}" }));
        Assert.That(
            client.Settings with { Servers = [], Tls = new() }, Is.EqualTo(new ClientSettings { Servers = [] }));
    }

    [Test]
    public void The_hosts_that_are_understood_are_used()
    {
        Write(UserFile, "servers = [\"a:1\", \"b:x\"]");
        Assert.That(string.Join(' ', Client().Settings.Servers), Is.EqualTo("a:1"));
    }

    [Test]
    public void A_variable_that_is_not_understood_is_named()
    {
        _environment["DISTPLUSPLUS_CONNECT_TIMEOUT"] = "soon";
        _environment["DISTPLUSPLUS_SERVERS"] = "a:1 b:x";
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[]
        {
            "DISTPLUSPLUS_SERVERS: \"b:x\" has no valid port: write host:port with a port from 1 to 65535, "
            + "for example build1:3633",
            "DISTPLUSPLUS_CONNECT_TIMEOUT: \"soon\" is not understood: "
            + "write a duration such as 500ms, 2s, 10m or 1h",
        }));
        Assert.That(client.Complaint, Is.EqualTo(
            "DISTPLUSPLUS_SERVERS: \"b:x\" has no valid port: write host:port with a port from 1 to 65535, "
            + "for example build1:3633 (and 1 more: see `distplusplus check`)"));
    }

    [TestCase("server = [\"a:1\"]", "1:10", "`server` is no setting, did you mean `servers`?")]
    [TestCase("banana = 1", "1:10",
        "`banana` is no setting: remove it, or see distplusplus.toml(5) for the names there are")]
    [TestCase("slots = 1", "1:9", "`slots` is no setting: it belongs below a line [serve]")]
    [TestCase("[serv]\nslots = 1", "1:2", "`[serv]` is no section, did you mean `[serve]`?")]
    public void An_unknown_name_is_mentioned(string text, string place, string sentence)
    {
        Write(UserFile, text);
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[] { $"{UserFile}:{place}: {sentence}" }));
        Assert.That(client.Problems.Single().IsMisunderstood, Is.False);
    }

    [TestCase("[serve]\nslot = 1", "2:8", "`slot` is no setting in [serve], did you mean `slots`?")]
    [TestCase("[serv]\nslots = 1", "1:2", "`[serv]` is no section, did you mean `[serve]`?")]
    [TestCase("[serve]\nservers = [\"a:1\"]", "2:11",
        "`servers` is no setting in [serve]: it belongs above the line [serve]")]
    public void An_unknown_name_of_a_host_is_mentioned(string text, string place, string sentence)
    {
        Write(UserFile, text);
        Assert.That(Server().Problems.Select(p => p.Message), Is.EqualTo(new[] { $"{UserFile}:{place}: {sentence}" }));
    }

    [Test]
    public void A_host_and_a_client_do_not_complain_of_each_other()
    {
        Write(UserFile, "servers = [\"a:1\"]\n[serve]\nslots = 2\n");
        Assert.That(Client().Problems, Is.Empty);
        Assert.That(Server().Problems, Is.Empty);
        Assert.That(Server().Settings.Slots, Is.EqualTo(2));
    }

    [Test]
    public void A_key_written_twice_is_named_and_the_first_used()
    {
        Write(UserFile, "local_slots = 1\nlocal_slots = 2\n");
        var client = Client();
        Assert.That(client.Settings.LocalSlots, Is.EqualTo(1));
        Assert.That(Messages(client), Is.EqualTo(new[]
        {
            $"{UserFile}:2:15: `local_slots` is written a second time: keep one; the one of line 1 is used",
        }));
    }

    [Test]
    public void Flags_that_are_not_understood_are_named()
        => Assert.That(
            Server(new ServerFlags { Listen = "build1:1", Slots = "many", Compilers = ["gcc"] })
                .Problems.Select(p => p.Message),
            Is.EqualTo(new[]
            {
                "--listen: \"build1:1\" is no address of this machine: write an IP address and a port, "
                + "for example 127.0.0.1:3633, 0.0.0.0:3633 or [::]:3633",
                "--slots: \"many\" is not understood: write a number from 1 to 4096",
                "--compilers: \"gcc\" is no absolute path: write one that begins with /",
            }));

    private static IEnumerable<string> Messages(ClientConfiguration client) => client.Problems.Select(p => p.Message);

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private ClientConfiguration Client(string? flag = null)
        => SettingsReader.ForClient(_environment.GetValueOrDefault, flag, Path.Combine(_directory, "etc"));

    private ServerConfiguration Server(ServerFlags? flags = null)
        => SettingsReader.ForServer(
            _environment.GetValueOrDefault, null, flags ?? new ServerFlags(), Path.Combine(_directory, "etc"));
}

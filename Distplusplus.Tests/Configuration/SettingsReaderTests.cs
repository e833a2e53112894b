using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Tests.Configuration;

/// <summary>Each setting has its place in file, environment and flags, and the nearest wins.</summary>
internal sealed class SettingsReaderTests : SettingsFixture
{
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
    public void The_variable_wins_over_the_file()
    {
        Write(UserFile, "servers = [\"a:1\"]\nlog_level = \"info\"\nfallback = true\n");
        Variables["DISTPLUSPLUS_SERVERS"] = " b:2  c:3 b:2 ";
        Variables["DISTPLUSPLUS_FALLBACK"] = "0";
        Variables["DISTPLUSPLUS_LOG_LEVEL"] = "";
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
        Variables["DISTPLUSPLUS_SERVERS"] = "";
        Assert.That(Client().Settings.Servers, Is.Empty);
    }

    [Test]
    public void Flags_win_over_the_variables()
    {
        Variables["DISTPLUSPLUS_LISTEN_ADDRESS"] = "127.0.0.1:1";
        Variables["DISTPLUSPLUS_SLOTS"] = "3";
        Variables["DISTPLUSPLUS_COMPILERS"] = "/a:/b";
        var server = Server(("listen", "127.0.0.1:2"), ("compilers", "/c"));
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
        var system = Path.Combine(Root, "etc/distplusplus/distplusplus.toml");
        var xdg = Path.Combine(Root, "xdg/distplusplus/distplusplus.toml");
        var named = Path.Combine(Root, "named.toml");
        var flag = Path.Combine(Root, "flag.toml");

        Write(system, "");
        Assert.That(Client().File, Is.EqualTo(system));
        Write(UserFile, "");
        Assert.That(Client().File, Is.EqualTo(UserFile));
        Write(xdg, "");
        Variables["XDG_CONFIG_HOME"] = Path.Combine(Root, "xdg");
        Assert.That(Client().File, Is.EqualTo(xdg));
        Write(named, "");
        Variables["DISTPLUSPLUS_CONFIG"] = named;
        Assert.That(Client().File, Is.EqualTo(named));
        Write(flag, "");
        Assert.That(Client(flag).File, Is.EqualTo(flag));
    }
}

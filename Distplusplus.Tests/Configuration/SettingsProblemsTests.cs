using Distplusplus.Configuration;

namespace Distplusplus.Tests.Configuration;

/// <summary>What cannot be used is named with its place, and the default holds.</summary>
internal sealed class SettingsProblemsTests : SettingsFixture
{
    [Test]
    public void A_named_file_that_is_missing_is_a_problem()
    {
        Assert.That(Messages(Client("/no/such.toml")), Is.EqualTo(new[]
        {
            "--config: the file /no/such.toml does not exist: name an existing file, or remove this setting",
        }));
        Variables["DISTPLUSPLUS_CONFIG"] = "/no/such.toml";
        Assert.That(Messages(Client()), Is.EqualTo(new[]
        {
            "DISTPLUSPLUS_CONFIG: the file /no/such.toml does not exist: name an existing file, or remove this setting",
        }));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_a_problem()
    {
        Assert.That(Messages(Client(Root)), Is.EqualTo(new[]
        {
            $"{Root}: cannot be read: Is a directory",
        }));
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        File.WriteAllBytes(UserFile, [0x61, 0xFF]);
        Assert.That(Messages(Client()), Is.EqualTo(new[] { $"{UserFile}: is not UTF-8 text: save it as UTF-8" }));
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
            $"{UserFile}:{place}: this is not TOML: {what} (quote strings, put lists in [ ]); the whole file is "
                + "ignored",
        }));
        Assert.That(client.Settings with { Tls = new() }, Is.EqualTo(new ClientSettings()));
    }

    [TestCase("servers = \"a:1 b:2\"", "1:11",
        "servers: a list is expected: write servers = [\"host:port\", \"host:port\"]")]
    [TestCase("[servers]\na = 1", "1:2",
        "servers: a list is expected: write servers = [\"host:port\", \"host:port\"]")]
    [TestCase("servers = [\"a:1\", \"b/4\"]", "1:11",
        "servers: \"b/4\" has a number of jobs, which the host itself decides: write b")]
    [TestCase("log_level = \"loud\"", "1:13",
        "log_level: \"loud\" is not valid: write trace, debug, info, warning, error or fatal")]
    [TestCase("log_level = [\"info\"]", "1:13", "log_level: a single value is expected, not a list or table")]
    [TestCase("fallback = \"perhaps\"", "1:12", "fallback: \"perhaps\" is not valid: write true or false")]
    [TestCase("compression_level = 99", "1:21",
        "compression_level: \"99\" is not valid: write a number from -7 to 19")]
    [TestCase("connect_timeout = \"soon\"", "1:19",
        "connect_timeout: \"soon\" is not valid: write a duration such as 500ms, 2s, 10m or 1h")]
    [TestCase("connect_timeout = 2024-01-01", "1:19",
        "connect_timeout: a single value is expected, not a list or table")]
    [TestCase("local_slots = 0", "1:15", "local_slots: \"0\" is not valid: write a number from 1 to 4096")]
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
        Variables["DISTPLUSPLUS_CONNECT_TIMEOUT"] = "soon";
        Variables["DISTPLUSPLUS_SERVERS"] = "a:1 b:x";
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[]
        {
            "DISTPLUSPLUS_SERVERS: \"b:x\" has no valid port: write host:port with a port from 1 to 65535, "
            + "for example build1:3633",
            "DISTPLUSPLUS_CONNECT_TIMEOUT: \"soon\" is not valid: write a duration such as 500ms, 2s, 10m or 1h",
        }));
        Assert.That(client.Complaint, Is.EqualTo(
            "DISTPLUSPLUS_SERVERS: \"b:x\" has no valid port: write host:port with a port from 1 to 65535, "
            + "for example build1:3633 (and 1 more: see `distplusplus check`)"));
    }

    [TestCase("server = [\"a:1\"]", "1:10", "unknown key `server`, did you mean `servers`?")]
    [TestCase("banana = 1", "1:10",
        "unknown key `banana`: remove it, or see distplusplus.toml(5) for all keys")]
    [TestCase("slots = 1", "1:9", "unknown key `slots`: it belongs in the section [serve]")]
    [TestCase("[serv]\nslots = 1", "1:2", "unknown section `[serv]`, did you mean `[serve]`?")]
    public void An_unknown_name_is_mentioned(string text, string place, string sentence)
    {
        Write(UserFile, text);
        var client = Client();
        Assert.That(Messages(client), Is.EqualTo(new[] { $"{UserFile}:{place}: {sentence}" }));
        Assert.That(client.Problems.Single().IsMisunderstood, Is.False);
    }

    [TestCase("[serve]\nslot = 1", "2:8", "unknown key `slot` in [serve], did you mean `slots`?")]
    [TestCase("[serv]\nslots = 1", "1:2", "unknown section `[serv]`, did you mean `[serve]`?")]
    [TestCase("[serve]\nservers = [\"a:1\"]", "2:11",
        "unknown key `servers` in [serve]: it belongs before the line [serve]")]
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
            $"{UserFile}:2:15: `local_slots` is set twice: keep one; that of line 1 is used",
        }));
    }

    [Test]
    public void Flags_that_are_not_understood_are_named()
        => Assert.That(
            Server(("listen", "build1:1"), ("slots", "many"), ("compilers", "gcc"))
                .Problems.Select(p => p.Message),
            Is.EqualTo(new[]
            {
                "--listen: \"build1:1\" is not a local address: write an IP address and a port, "
                + "for example 127.0.0.1:3633, 0.0.0.0:3633 or [::]:3633",
                "--slots: \"many\" is not valid: write a number from 1 to 4096",
                "--compilers: \"gcc\" is not an absolute path: begin it with /",
            }));
}

using Distplusplus.Configuration;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Configuration;

/// <summary>What is written of who may come in: [tls], and what [serve] says of networks and sockets.</summary>
internal sealed class AccessSettingsTests
{
    private Sandbox _sandbox = null!;

    /// <summary>The keys of [serve] that are tried here.</summary>
    public static string[] Keys { get; } =
        ["allow", "peer_connections", "socket_mode", "socket_group", "socket_users", "socket_groups"];

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Networks_and_sockets_can_stand_in_the_file()
    {
        var settings = Server("""
            [serve]
            allow = ["10.0.0.0/8", "fd00::/8", "192.0.2.1"]
            peer_connections = 77
            socket_mode = "0666"
            socket_group = "build"
            socket_users = ["alice", "1000"]
            socket_groups = ["build"]
            """).Settings;
        Assert.That(settings.Allow, Is.EqualTo(new[] { "10.0.0.0/8", "fd00::/8", "192.0.2.1/32" }));
        Assert.That(settings.PeerConnections, Is.EqualTo(77));
        Assert.That(settings.SocketMode, Is.EqualTo(0x1B6));
        Assert.That(settings.SocketGroup, Is.EqualTo("build"));
        Assert.That(settings.SocketUsers, Is.EqualTo(new[] { "alice", "1000" }));
        Assert.That(settings.SocketGroups, Is.EqualTo(new[] { "build" }));
    }

    [Test]
    public void Every_key_of_tls_can_stand_in_the_file_for_both_sides()
    {
        const string Text = """
            [tls]
            ca = "/ca.pem"
            certificate = "/c.pem"
            key = "/c.key"
            allowed = ["laptop", "SHA256:x"]
            directory = "/keys"
            """;
        foreach (var tls in (TlsSettings[])[Client(Text).Settings.Tls, Server(Text).Settings.Tls])
        {
            Assert.That(tls with { Allowed = [] }, Is.EqualTo(new TlsSettings
            {
                Authority = "/ca.pem",
                Certificate = "/c.pem",
                Key = "/c.key",
                Directory = "/keys",
            }));
            Assert.That(tls.Allowed, Is.EqualTo(new[] { "laptop", "SHA256:x" }));
        }

        Assert.That(Client(Text).TlsLayers.Origins.Select(o => o.Origin), Has.All.InstanceOf<ValueOrigin.InFile>());
        Assert.That(Client(Text).TlsLayers.Keys, Is.EqualTo(SettingsReader.TlsKeys));
    }

    [Test]
    public void The_environment_wins_over_tls_in_the_file()
        => Assert.That(
            Client("[tls]\nca = \"/ca.pem\"", ("DISTPLUSPLUS_TLS_CA", "/other.pem")).Settings.Tls.Authority,
            Is.EqualTo("/other.pem"));

    [Test]
    public void Keys_lie_in_the_users_directory_and_those_of_a_service_in_its_own()
    {
        (string, string)[] service = [("HOME", "/home/me"), ("STATE_DIRECTORY", "/var/lib/distplusplus")];
        Assert.That(Client("", service).Settings.Tls.Directory, Is.EqualTo("/home/me/.config/distplusplus"));
        Assert.That(Server("", service).Settings.Tls.Directory, Is.EqualTo("/var/lib/distplusplus"));
        Assert.That(
            Server("", ("HOME", "/home/me")).Settings.Tls.Directory,
            Is.EqualTo(Libc.EffectiveUser() == 0 ? "/var/lib/distplusplus" : "/home/me/.config/distplusplus"));
    }

    [TestCase("[serve]\nallow = [\"10.0.0.0/33\"]", "allow: \"10.0.0.0/33\" is not a network: write an address and a "
        + "prefix length, for example 10.0.0.0/8 or fd00::/8")]
    [TestCase("[serve]\nsocket_mode = \"rw\"", "socket_mode: \"rw\" is not a file mode: write it in octal and in "
        + "quotes, for example \"0660\"")]
    [TestCase("[tls]\nca = \"ca.pem\"", "ca: \"ca.pem\" is not an absolute path: begin it with /")]
    [TestCase("[tls]\nkey = \"/k\"", "key: a key is of no use without its certificate: set `certificate` as well")]
    [TestCase("[tls]\ncertifcate = \"/c\"", "unknown key `certifcate` in [tls], did you mean `certificate`?")]
    public void What_is_not_understood_is_named(string text, string sentence)
        => Assert.That(Server(text).Problems.Select(problem => problem.Sentence), Is.EqualTo(new[] { sentence }));

    private ClientConfiguration Client(string text, params (string Name, string Value)[] environment)
        => SettingsReader.ForClient(Environment(environment), Write(text), _sandbox.Path("etc"));

    private ServerConfiguration Server(string text, params (string Name, string Value)[] environment)
        => SettingsReader.ForServer(
            Environment(environment), Write(text), SettingsReader.NoFlags, _sandbox.Path("etc"));

    private static Func<string, string?> Environment((string Name, string Value)[] variables)
        => name => variables.FirstOrDefault(variable => variable.Name == name).Value;

    private string Write(string text) => _sandbox.Write("distplusplus.toml", text);
}

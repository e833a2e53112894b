using Distplusplus.Platform;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A socket that a service manager opened is taken as it is, protected as its address needs.</summary>
internal sealed class InheritedSocketTests : SandboxFixture
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Opens a socket, and becomes the host as systemd starts it.</summary>
    private const string Manager = """
        import os, socket, sys
        kind, place = sys.argv[1].split(":", 1)
        if kind == "unix":
            s = socket.socket(socket.AF_UNIX); s.bind(place)
        else:
            s = socket.socket(type=socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM); s.bind((place, 0))
        if kind != "udp":
            s.listen()
        os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
        os.environ.update(LISTEN_FDS=sys.argv[2], LISTEN_PID=str(os.getpid()))
        os.execv(sys.argv[3], sys.argv[3:])
        """;

    [TestCase("tcp:127.0.0.1")]
    [TestCase("unix:SOCKET")]
    public void The_host_compiles_at_a_socket_that_was_opened_for_it(string place)
    {
        var socket = Sandbox.Path("socket");
        using (var host = Start(place.Replace("SOCKET", socket)))
        {
            Assert.That(host.Address, Does.Match(place[0] == 'u' ? $"^unix:{socket}$" : @"^127\.0\.0\.1:\d+$"));
            new Comparison(Sandbox, new FarmClient(Sandbox, host.Address)).Remote(host.Address, "gcc", "-c", "a.c");
            Assert.That(
                Directory.GetFiles($"/proc/{host.Id}/fdinfo", "3").Select(File.ReadAllText),
                Is.Not.Empty.And.All.Match(@"flags:\t02\d{6}\b"), "a compiler would have the socket");
        }

        Assert.That(File.Exists(socket), Is.EqualTo(place[0] == 'u'), "the socket is the manager's, not the host's");
    }

    [Test]
    public void A_socket_that_others_reach_speaks_TLS_like_any_address()
    {
        using var host = Start("tcp:0.0.0.0");
        Assert.That(host.Log, Does.Match(@"clients    paired clients; TLS\n").And.Match(@"listening on \S+ with TLS"));
    }

    [TestCase("tcp:127.0.0.1", "2", "the service manager passes 2 sockets, but a host uses one: keep one "
        + "ListenStream= in its .socket unit")]
    [TestCase("udp:127.0.0.1", "1", "the service manager passes a socket that is neither TCP nor UNIX: write "
        + "ListenStream=")]
    public void What_cannot_be_taken_is_said(string place, string count, string sentence)
    {
        var result = Managed(place, count, Sandbox.Command(NativeBinary.Path, "serve")).Run();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.CannotListen));
        Assert.That(result.Error, Is.EqualTo($"distplusplus: {sentence}\n"));
    }

    private BuildHost Start(string place)
        => BuildHost.Start(
            Sandbox,
            command => Managed(place, "1", command),
            new Dictionary<string, string> { ["DISTPLUSPLUS_TLS_DIRECTORY"] = Sandbox.Path("keys") });

    private static Command Managed(string place, string count, Command command)
    {
        Needs.File(Python);
        return command with
        {
            Program = Python,
            Arguments = ["-c", Manager, place, count, command.Program, .. command.Arguments],
            Limit = TimeSpan.FromSeconds(30),
        };
    }
}

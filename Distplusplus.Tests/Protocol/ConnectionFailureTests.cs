using System.Net;
using System.Net.Sockets;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Grpc.Core;

namespace Distplusplus.Tests.Protocol;

/// <summary>Each failure is brought about for real where one machine can do it.</summary>
internal sealed class ConnectionFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Nothing_listens_at_the_port()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var host = Network("127.0.0.1", ((IPEndPoint)socket.LocalEndPoint!).Port);

        Assert.That(
            (await DescribeAsync(host)).Sentence,
            Is.EqualTo($"{host}: connection refused: nothing listens there: is `distplusplus serve` running?"));
    }

    [Test]
    public async Task The_name_is_unknown()
    {
        var failure = await DescribeAsync(Network("no-such-host.invalid", 3633));
        if (failure.Trouble == ConnectionTrouble.NameServiceSilent)
        {
            Assert.That(failure.Sentence, Is.EqualTo(
                "no-such-host.invalid:3633: the name service did not answer the query for no-such-host.invalid: "
                + "check the network and /etc/resolv.conf of this machine"));
            return;
        }

        Assert.That(failure.Sentence, Is.EqualTo(
            "no-such-host.invalid:3633: the name no-such-host.invalid does not resolve: "
            + "check its spelling in `servers`, and the name service of this machine"));
    }

    [Test]
    public async Task The_connect_timeout_passes()
    {
        // A backlog that is full: the kernel drops what comes, as a firewall does.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(0);
        var end = (IPEndPoint)socket.LocalEndPoint!;
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(end);
        var host = Network("127.0.0.1", end.Port);

        Assert.That(
            (await DescribeAsync(host, TimeSpan.FromMilliseconds(200))).Sentence,
            Is.EqualTo($"{host}: connection timed out after 200ms (connect_timeout): "
                + "the host is down or a firewall drops the packets"));
    }

    [Test]
    public async Task The_socket_does_not_exist()
        => Assert.That(
            (await DescribeAsync(new HostAddress(HostAddressKind.UnixSocket, "/nonexistent/socket", 0))).Sentence,
            Is.EqualTo("unix:/nonexistent/socket: the socket does not exist: "
                + "is `distplusplus serve` running, and does it listen at this path?"));

    [Test]
    public async Task The_socket_is_there_and_nobody_listens()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(directory.FullName, "socket");
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Assert.That(
                (await DescribeAsync(new HostAddress(HostAddressKind.UnixSocket, path, 0))).Sentence,
                Is.EqualTo($"unix:{path}: connection refused: "
                    + "nothing listens there: is `distplusplus serve` running?"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [TestCase("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [TestCase("HTTP/1.0 200 OK\r\n\r\n<html>")]
    [TestCase("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")]
    [TestCase("\x15\x03\x03\0\x02\x02\x46")]
    public async Task Another_program_answers(string words)
    {
        using var listener = Listen(out var host);
        var answering = AnswerAsync(listener, System.Text.Encoding.Latin1.GetBytes(words));
        Assert.That(
            (await DescribeAsync(host)).Sentence,
            Is.EqualTo($"{host}: the peer does not speak gRPC: "
                    + "another program uses this port, or the host expects TLS: check address and port")
                // Which of the two .NET sees first, the foreign words or the end behind them, is a race.
                .Or.EqualTo($"{host}: the connection was closed before the first reply: "
                    + "the host is going down or expects TLS, or another program uses this port"));
        await answering;
    }

    [Test]
    public async Task The_connection_ends_without_a_word()
    {
        using var listener = Listen(out var host);
        var answering = AnswerAsync(listener, []);
        Assert.That(
            (await DescribeAsync(host)).Sentence,
            Is.EqualTo($"{host}: the connection was closed before the first reply: "
                + "the host is going down or expects TLS, or another program uses this port"));
        await answering;
    }

    [Test]
    public async Task A_host_that_accepts_and_is_silent()
    {
        using var listener = Listen(out var host);
        Assert.That(
            (await DescribeAsync(host, deadline: TimeSpan.FromMilliseconds(300))).Sentence,
            Is.EqualTo($"{host}: the host accepted the connection but does not answer: "
                + "the host is overloaded or hangs: see its log"));
    }

    [TestCase(StatusCode.Unimplemented, "",
        "h:1: the peer speaks gRPC but is not a distplusplus host: "
        + "another program uses this port: check address and port")]
    [TestCase(StatusCode.PermissionDenied, "",
        "h:1: the host does not accept this client: ask the host's administrator to admit this client")]
    [TestCase(StatusCode.ResourceExhausted, "a message unpacks to more than 16777216 bytes",
        "h:1: a message exceeds the size limit of the host (a message unpacks to more than 16777216 bytes): "
        + "no setting changes this: the job runs on another host or locally")]
    [TestCase(StatusCode.ResourceExhausted, "",
        "h:1: a message exceeds the size limit of the host: "
        + "no setting changes this: the job runs on another host or locally")]
    [TestCase(StatusCode.Internal, "disk gone", "h:1: the host reports an error (disk gone): see the log of the host")]
    public void What_a_host_answers_as_status(StatusCode code, string detail, string sentence)
        => Assert.That(
            ConnectionFailure.From(new RpcException(new Status(code, detail)), Network("h", 1)).Sentence,
            Is.EqualTo(sentence));

    [Test]
    public void Too_many_calls_are_told_by_their_number_and_not_by_words()
        => Assert.That(
            ConnectionFailure.From(
                new RpcException(
                    new Status(StatusCode.ResourceExhausted, "enough"),
                    new Metadata { { "distplusplus-most-calls", "20" } }),
                Network("h", 1)).Sentence,
            Is.EqualTo("h:1: the host has reached its limit for this client (enough): "
                + "run fewer compiles here, or raise `peer_connections` in [serve] there"));

    [Test]
    public void Every_trouble_has_two_sentences()
    {
        foreach (var trouble in Enum.GetValues<ConnectionTrouble>())
        {
            var failure = new ConnectionFailure(Network("h", 1), trouble, "detail");
            Assert.That(failure.What, Does.StartWith("h:1: ").And.Length.GreaterThan(8), $"{trouble}");
            Assert.That(failure.Cure, Is.Not.Empty.And.Not.EndsWith("."), $"{trouble}");
        }
    }

    private static HostAddress Network(string name, int port) => new(HostAddressKind.Network, name, port);

    private static Socket Listen(out HostAddress host)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        host = Network("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
        return listener;
    }

    private static async Task AnswerAsync(Socket listener, byte[] words)
    {
        using var connection = await listener.AcceptAsync();
        // Take what was sent, so that closing is no reset.
        await connection.ReceiveAsync(new byte[4096]);
        await connection.SendAsync(words);
        connection.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(Patience);
        while (await connection.ReceiveAsync(new byte[4096], patience.Token) > 0)
        {
        }
    }

    private static async Task<ConnectionFailure> DescribeAsync(
        HostAddress host, TimeSpan? connectTimeout = null, TimeSpan? deadline = null)
    {
        using var channel = HostChannel.Open(
            host, new ClientSettings { ConnectTimeout = connectTimeout ?? Patience, SilenceTimeout = Patience });
        try
        {
            await new BuildHost.BuildHostClient(channel)
                .DescribeAsync(new DescribeRequest(), deadline: DateTime.UtcNow + (deadline ?? Patience));
        }
        catch (RpcException e)
        {
            return ConnectionFailure.From(e, host);
        }

        throw new AssertionException("it answered");
    }
}

using System.Net;
using System.Net.Sockets;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform.Network;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Http2;
using Grpc.Core;
using static Distplusplus.Tests.Support.Http2Words;

namespace Distplusplus.Tests.Protocol.Http2;

/// <summary>What a server may do that ours does not, and what none may.</summary>
internal sealed class CallConnectionTests
{
    private static readonly HostAddress Host = new(HostAddressKind.Network, "h", 1);
    private static readonly byte[] Settings = Frame(4, 0, 0, []);
    private static readonly byte[] Headers
        = Frame(1, 4, 1, HeaderBlock(":status", "200", "content-type", "application/grpc"));

    private static readonly byte[] GoodEnd = Frame(1, 5, 1, HeaderBlock("grpc-status", "0"));

    [Test]
    public void Headers_and_messages_in_pieces_with_padding()
    {
        var block = HeaderBlock(":status", "200", "content-type", "application/grpc");
        Assert.That(
            Answer(
                Settings,
                Frame(1, 0x28, 1, [3, 0, 0, 0, 0, 0, .. block[..5], 0, 0, 0]),
                Frame(9, 4, 1, block[5..]),
                Frame(6, 0, 0, new byte[8]),
                Frame(99, 0, 1, [1, 2, 3]),
                Frame(0, 8, 1, [2, 0, 0, 0, 0, 5, (byte)'h', 9, 9]),
                Frame(0, 0, 1, "ello"u8.ToArray()),
                Frame(0, 0, 1, [.. Message("a"), .. Message(""), .. Message("b")]),
                GoodEnd),
            Is.EqualTo("hello|a||b"));
    }

    [Test]
    public void A_status_is_the_verdict()
        => Assert.That(
            () => Answer(
                Settings,
                Frame(1, 5, 1, HeaderBlock(
                    ":status", "200", "content-type", "application/grpc", "grpc-status", "7",
                    "grpc-message", "who%20are you"))),
            Throws.TypeOf<RpcException>().With.Property("Status").Property("Detail").EqualTo("who are you")
                .And.Property("StatusCode").EqualTo(StatusCode.PermissionDenied));

    [Test]
    public void A_web_server()
        => Assert.That(
            () => Answer(Settings, Frame(1, 5, 1, HeaderBlock(":status", "404", "content-type", "text/html"))),
            Throws.TypeOf<HostConnectException>().With.Property("Trouble").EqualTo(ConnectionTrouble.NotGrpc));

    [Test]
    public void Another_language()
        => Assert.That(
            () => Answer("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()),
            Throws.TypeOf<HostConnectException>().With.Property("Trouble").EqualTo(ConnectionTrouble.NotGrpc));

    [Test]
    public void An_end_without_a_word()
        => Assert.That(
            () => Answer(),
            Throws.TypeOf<HostConnectException>().With.Property("Trouble").EqualTo(ConnectionTrouble.ClosedAtOnce));

    [Test]
    public void An_end_in_the_middle()
        => Assert.That(
            () => Answer(Settings, Headers, Frame(0, 1, 1, [0, 0, 0, 0, 9, 1])),
            Throws.TypeOf<IOException>().With.Message.EqualTo("the host ended the call in the middle of it"));

    [Test]
    public void A_connection_that_breaks()
        => Assert.That(
            () => Answer(Settings, Headers),
            Throws.TypeOf<IOException>().With.Message.EqualTo("the host closed the connection"));

    [Test]
    public void A_host_that_goes_away_or_resets_the_call()
    {
        Assert.That(
            () => Answer(Settings, Frame(7, 0, 0, new byte[8])),
            Throws.TypeOf<RpcException>().With.Property("StatusCode").EqualTo(StatusCode.Unavailable));
        Assert.That(
            () => Answer(Settings, Headers, Frame(3, 0, 1, [0, 0, 0, 11])),
            Throws.TypeOf<RpcException>().With.Property("Status").Property("Detail")
                .EqualTo("the host reset the call (HTTP/2 error 11)"));
    }

    [Test]
    public void What_is_sent_keeps_to_the_windows()
    {
        const int Size = 200_000;
        EventLoop.Run(async loop =>
        {
            var (stream, server) = await PairAsync(loop);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await server.SendAsync(Settings);
            using var connection = new CallConnection(Host, stream, "/", isEncrypted: false, patience.Token);
            var opening = new byte[24];
            await connection.FlushAsync();
            await server.ReceiveAsync(opening);
            var rest = new List<byte>();
            var sending = connection.SendAsync(new byte[Size], flush: true, isLast: true);
            var got = await DataAsync(server, rest, 65_535, patience.Token);
            Assert.That(got, Is.EqualTo(65_535));
            Assert.That(sending.IsCompleted, Is.False);

            // More for the connection alone moves nothing; then the stream may go on.
            await server.SendAsync(Frame(8, 0, 0, [0, 8, 0, 0]));
            Assert.That(sending.IsCompleted, Is.False);
            await server.SendAsync(Frame(8, 0, 1, [0, 8, 0, 0]));
            got = await DataAsync(server, rest, Size - 65_535, patience.Token);
            Assert.That(got, Is.EqualTo(Size - 65_535));
            await sending;
            return true;
        });
    }

    /// <summary>What the client makes of these words; messages with bars between.</summary>
    private static string Answer(params byte[][] words)
        => EventLoop.Run(async loop =>
        {
            var (stream, server) = await PairAsync(loop);
            await server.SendAsync(words.SelectMany(word => word).ToArray());
            server.Shutdown(SocketShutdown.Send);
            using var connection = new CallConnection(Host, stream, "/", isEncrypted: false, CancellationToken.None);
            var messages = new List<string>();
            while (await connection.ReceiveAsync() is { } message)
            {
                messages.Add(System.Text.Encoding.UTF8.GetString(message.Span));
            }

            server.Dispose();
            return string.Join('|', messages);
        });

    /// <summary>The backlog takes the connection before anybody accepts it.</summary>
    private static async Task<(SocketStream Client, Socket Server)> PairAsync(EventLoop loop)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = await SocketStream.ConnectAsync(loop, listener.LocalEndPoint!, CancellationToken.None);
        return (client, listener.Accept());
    }

    /// <summary>Bytes of data that come before nothing comes any more.</summary>
    private static async Task<int> DataAsync(Socket server, List<byte> rest, int expected, CancellationToken patience)
    {
        var data = 0;
        var buffer = new byte[64 << 10];
        while (data < expected)
        {
            rest.AddRange(buffer.AsSpan(0, await server.ReceiveAsync(buffer, patience)));
            while (rest.Count >= 9 && LengthOf(rest) is var length && rest.Count >= 9 + length)
            {
                data += rest[3] == 0 ? length : 0;
                rest.RemoveRange(0, 9 + length);
            }
        }

        return server.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead) ? int.MaxValue : data;
    }

    private static int LengthOf(List<byte> frame) => (frame[0] << 16) | (frame[1] << 8) | frame[2];
}

using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Http2;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Distplusplus.Tests.Protocol.Http2;

/// <summary>
/// Servers that say anything at all: the client's own HTTP/2 ends with an answer or with one of the troubles that have
/// a sentence, never with anything else and never not at all.
/// </summary>
internal sealed class CallConnectionFuzzTests
{
    private static readonly HostAddress Host = new(HostAddressKind.Network, "h", 1);

    private static readonly byte[][] s_messages =
    [
        Http2Words.Message(new CompileReply { Started = new Started() }.ToByteArray()),
        Http2Words.Message(new CompileReply { Heartbeat = new Heartbeat { Phase = Phase.Compiling } }.ToByteArray()),
        Http2Words.Message(new CompileReply { Printed = new Printed { Data = ByteString.CopyFromUtf8("text") } }
            .ToByteArray()),
        Http2Words.Message(new CompileReply { Finished = new Finished { ExitCode = 0 } }.ToByteArray()),
        [0, 0xff, 0xff, 0xff, 0xff], [1, 0, 0, 0, 1, 1], [0, 0, 0xff, 0xff, 0xff],
    ];

    [Test]
    public async Task Whatever_a_server_says_has_an_end_and_a_name()
    {
        var (random, count) = Fuzzing.Of(20_000);
        var frames = new RandomFrames(
            random, Http2Words.HeaderBlock(":status", "200", "content-type", "application/grpc"), s_messages);
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var said = random.Next(50) == 0 ? random.Mutate(s_messages[0]) : frames.Next();
            var end = await EndOfAsync(said).WaitAsync(TimeSpan.FromSeconds(60));
            ends[end] = ends.GetValueOrDefault(end) + 1;
        }

        TestContext.Out.WriteLine(string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}")));
        Assert.That(ends, Does.ContainKey("well").And.ContainKey("RpcException").And.ContainKey("IOException")
            .And.ContainKey("HostConnectException").And.ContainKey("InvalidDataException"), "the fuzz is too narrow");
    }

    private static async Task<string> EndOfAsync(byte[] said)
    {
        using var stream = new OneSided(said);
        using var connection = new CallConnection(Host, stream, "/", isEncrypted: false, CancellationToken.None);
        try
        {
            await connection.FlushAsync();
            while (await connection.ReceiveAsync() is { } message)
            {
                _ = CompileReply.Parser.ParseFrom(message.Span);
            }

            return "well";
        }
        catch (Exception e) when (e is RpcException or HostConnectException or IOException or InvalidDataException
            or InvalidProtocolBufferException)
        {
            Assert.That(
                ConnectionFailure.From(e, Host).Sentence, Does.StartWith("h:1: "), Convert.ToHexString(said));
            return e.GetType().Name;
        }
        catch (Exception e)
        {
            throw new AssertionException($"{e}\nafter {Convert.ToHexString(said)}");
        }
    }

    /// <summary>Says its words in one or more pieces, then closes; hears nothing.</summary>
    private sealed class OneSided(byte[] words) : MemoryStream(words, writable: false)
    {
        public override bool CanWrite => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(buffer.Length, 1 + (int)(Length / 2))], cancellationToken);

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}

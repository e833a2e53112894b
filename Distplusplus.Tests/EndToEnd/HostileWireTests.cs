using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Distplusplus.Protocol;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Messages that are none, claims without end, crowds that say nothing: the next good job works.</summary>
internal sealed class HostileWireTests : EndToEndFixture
{
    private const long MostMemory = 700L << 20;

    private RawClient _client = null!;

    [SetUp]
    public void Connect()
    {
        _client = new RawClient(Host);
        Sandbox.Write("good.c", "int good(void) { return 1; }\n");
    }

    [TearDown]
    public void Disconnect() => _client.Dispose();

    [Test]
    public async Task Fuzzed_and_truncated_messages_are_answered_or_dropped()
    {
        var (random, count) = Fuzzing.Of(2_000);
        var answered = 0;
        for (var i = 0; i < count; i++)
        {
            var offer = new CompileRequest { Offer = random.Next(2) == 0 ? Direct().Offer : Named().Offer };
            var messages = new List<byte[]> { random.Mutate(offer.ToByteArray()) };
            for (var more = random.Next(3); more > 0; more--)
            {
                messages.Add(random.Mutate(new CompileRequest
                {
                    Content = new ContentChunk
                    {
                        Data = ByteString.CopyFromUtf8("int x;\n"),
                        Last = true,
                        Encoding = (Encoding)random.Next(4),
                    },
                }.ToByteArray()));
            }

            if (random.Next(2) == 0)
            {
                messages.Add(new CompileRequest { End = new ContentsEnd() }.ToByteArray());
            }

            var (last, status) = await _client.SendAsync([.. messages]);
            Assert.That(
                status.StatusCode,
                Is.EqualTo(StatusCode.OK).Or.EqualTo(StatusCode.Internal).Or.EqualTo(StatusCode.ResourceExhausted),
                $"{status.Detail} after {string.Join(' ', messages.Select(Convert.ToHexString))}");
            answered += last is { Refused: not null } or { Finished: not null } ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{answered} of {count} were answered by a message");
        Assert.That(Host.Log, Does.Not.Contain("   at ").And.Not.Contain("error:"));
        StillSound();
    }

    [Test]
    public async Task Values_that_no_version_knows_are_named()
    {
        var cases = new (Action<Offer> Change, string Sentence)[]
        {
            (o => o.Mode = (SendMode)99, "this host does not know the mode 99"),
            (o => o.Language = (Language)99, "this host does not know the language 99"),
            (o => o.Stage = (Stage)99, "the offer names no stage this host knows"),
            (o => o.Compiler.Family = (CompilerFamily)99, "the offer names no compiler family this host knows"),
            (o => o.Inputs[0] = new Input { Path = TestJob.Bytes("/p/a.c") },
                "/p/a.c: the entry has no kind this host knows"),
            (o => o.Inputs[0] = new Input
                {
                    Path = TestJob.Bytes("/p/a.c"), Sha256 = ByteString.CopyFrom(new byte[32]), Size = 5UL << 30,
                },
                "the contents of the job exceed 1073741824 bytes"),
            (o => o.Inputs[0] = new Input
                {
                    Path = TestJob.Bytes("/p/a.c"), Sha256 = ByteString.CopyFrom(new byte[32]), Size = ulong.MaxValue,
                },
                "/p/a.c: the entry has no kind this host knows"),
            (o => o.Inputs.Add(Enumerable.Range(0, 70_000).Select(i => new Input
                {
                    Path = TestJob.Bytes($"/p/{i}"), Directory = true,
                })),
                "the manifest has 70001 entries, this host takes 32768"),
            (o => o.Options.Add(Enumerable.Repeat(TestJob.Bytes("-g"), 40_000)),
                "the offer has more than 32768 options or 1048576 bytes of them"),
            (o => o.Outputs.Add(Enumerable.Range(0, 40).Select(i => new Output { Path = TestJob.Bytes($"{i}") })),
                "the offer has 41 outputs, this host takes 32"),
        };
        foreach (var (change, sentence) in cases)
        {
            var answer = await Direct().With(change).RunAsync(_client.Stubs);
            Assert.That(answer.Refused?.Sentence, Is.EqualTo(sentence));
            Host.WaitForLog(System.Text.RegularExpressions.Regex.Escape($": {sentence}"));
        }

        StillSound();
    }

    [Test]
    public async Task A_message_that_unpacks_to_more_than_a_message_may_be_is_dropped_by_name()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[200 << 20]);
        }

        TestContext.Out.WriteLine($"{packed.Length} bytes that unpack to {200 << 20}");
        var before = ProcessTable.PeakMemory(Host.Id);
        for (var i = 0; i < 20; i++)
        {
            Assert.That(
                await PostAsync(packed.ToArray(), compressed: true, claimed: (uint)packed.Length),
                Is.EqualTo("8 a message unpacks to more than 1114112 bytes"));
        }

        Assert.That(ProcessTable.PeakMemory(Host.Id) - before, Is.LessThan(200L << 20));
        StillSound();
    }

    [Test]
    public async Task A_claim_of_gigabytes_takes_no_memory()
    {
        Assert.That(
            await PostAsync([1, 2, 3], compressed: false, claimed: 0xF0000000),
            Does.StartWith("13 ").Or.StartWith("8 ").Or.StartWith("0 "));
        Assert.That(
            await PostAsync([1, 2, 3], compressed: false, claimed: 1u << 30),
            Is.EqualTo("8 Received message exceeds the maximum configured message size."));
        StillSound();
    }

    [Test]
    public void Two_thousand_connections_that_say_nothing_keep_nobody_out()
    {
        var (address, port) = (IPAddress.Loopback, int.Parse(Host.Address.Split(':')[1]));
        var crowd = new List<Socket>();
        try
        {
            for (var i = 0; i < 2_000; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd.Add(socket);
                socket.Connect(address, port);
                if (i % 3 == 0)
                {
                    socket.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
                }
                else if (i % 3 == 1)
                {
                    socket.Send("GET / HT"u8);
                }
            }

            StillSound();
            TestContext.Out.WriteLine($"{ProcessTable.PeakMemory(Host.Id) >> 20} MiB with 2000 connections");
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }

        StillSound();
    }

    private static TestJob Direct() => TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n");

    private static TestJob Named() => TestJob.Direct("a.c", "/p").File("/p/a.c", "int x;\n");

    private void StillSound()
    {
        AtTheHost("gcc", "-c", "good.c");
        Assert.That(ProcessTable.PeakMemory(Host.Id), Is.LessThan(MostMemory));
    }

    /// <summary>One frame of a gRPC call as bytes say it, and the status that returned: "8 words".</summary>
    private async Task<string> PostAsync(byte[] message, bool compressed, uint claimed)
    {
        using var http = new HttpClient();
        var frame = new byte[5 + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), claimed);
        message.CopyTo(frame, 5);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://{Host.Address}/distplusplus.v1.BuildHost/Compile")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("te", "trailers");
        if (compressed)
        {
            request.Headers.Add("grpc-encoding", "gzip");
        }

        using var response = await http.SendAsync(request);
        _ = await response.Content.ReadAsByteArrayAsync();
        var from = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        return $"{from.GetValues("grpc-status").First()} "
            + Uri.UnescapeDataString(from.TryGetValues("grpc-message", out var words) ? words.First() : "");
    }
}

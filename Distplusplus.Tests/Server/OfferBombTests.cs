using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Distplusplus.Protocol;
using Distplusplus.Server.Trust;
using Google.Protobuf;
using Grpc.Core;

namespace Distplusplus.Tests.Server;

/// <summary>An offer of a few kilobytes that would unpack to gigabytes is refused before it has.</summary>
[NonParallelizable]
internal sealed class OfferBombTests
{
    private const long Unpacked = 1L << 30;
    private const long Allowed = 400L << 20;

    [TestCase("zstd")]
    [TestCase("gzip")]
    public async Task It_is_refused_and_takes_no_memory(string encoding)
    {
        await using var host = await RunningHost.StartAsync();
        var bomb = Bomb(encoding);
        Assert.That(bomb, Has.Length.LessThan(8 << 20), "no bomb");
        GC.Collect();
        var before = Environment.WorkingSet;
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20 };
        var frame = new byte[5 + bomb.Length];
        frame[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)bomb.Length);
        bomb.CopyTo(frame, 5);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://{host.Channel.Target}/distplusplus.v1.BuildHost/Compile")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Add("grpc-encoding", encoding);
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var grown = Environment.WorkingSet - before;
        TestContext.Out.WriteLine($"{bomb.Length} bytes sent, {grown >> 20} MB more in use");
        Assert.That(Trailer(answer, "grpc-status"), Is.EqualTo($"{(int)StatusCode.ResourceExhausted}"));
        Assert.That(Trailer(answer, "grpc-message"), Is.EqualTo(
            "a message unpacks to more than 1114112 bytes"));
        Assert.That(grown, Is.LessThan(Allowed));
    }

    [TestCase(1 << 20, StatusCode.OK)]
    [TestCase((1 << 20) + (128 << 10), StatusCode.ResourceExhausted)]
    public async Task No_message_is_read_that_is_longer_than_one_with_the_largest_chunk(int chunk, StatusCode status)
    {
        await using var host = await RunningHost.StartAsync();
        using var call = host.Client.Compile();
        try
        {
            await call.RequestStream.WriteAsync(new CompileRequest
            {
                Content = new ContentChunk { Data = ByteString.CopyFrom(new byte[chunk]) },
            });
        }
        catch (RpcException)
        {
            // The answer tells why; the call is complete when it has been read.
        }

        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                Assert.That(call.ResponseStream.Current.Refused.Sentence, Is.EqualTo("the first message is no offer"));
            }
        }
        catch (RpcException)
        {
            // Its status is looked at below.
        }

        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(status));
    }

    [TestCase("zstd", (byte)1)]
    [TestCase("gzip", (byte)1)]
    [TestCase("gzip", (byte)7)]
    public async Task A_message_that_cannot_be_unpacked_is_refused(string encoding, byte flag)
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://{host.Channel.Target}/distplusplus.v1.BuildHost/Compile")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([flag, 0, 0, 0, 4, 1, 2, 3, 4]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Add("grpc-encoding", encoding);
        using var answer = await client.SendAsync(request);
        var reply = CompileReply.Parser.ParseFrom((await answer.Content.ReadAsByteArrayAsync()).AsSpan(5));
        Assert.That(Trailer(answer, "grpc-status"), Is.EqualTo("0"));
        Assert.That(reply.Refused?.Reason, Is.EqualTo(RefusalReason.MalformedOffer));
        Assert.That(reply.Refused!.Sentence, Does.StartWith("a message cannot be read: "));
    }

    private static string? Trailer(HttpResponseMessage answer, string name)
        => answer.TrailingHeaders.Concat(answer.Headers)
            .Where(header => header.Key == name)
            .Select(header => Uri.UnescapeDataString(header.Value.Single()))
            .FirstOrDefault();

    private static byte[] Bomb(string encoding)
    {
        var packed = new MemoryStream();
        using (Stream stream = encoding == "zstd"
            ? new ZstdSharp.CompressionStream(packed, 1)
            : new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[1 << 20];
            for (var written = 0L; written < Unpacked; written += zeros.Length)
            {
                stream.Write(zeros);
            }
        }

        return packed.ToArray();
    }
}

using System.IO.Compression;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Jobs;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Compression;
using ZstdSharp;

namespace Distplusplus.Tests.Server;

/// <summary>Packed contents and messages that are broken, cut off, or far larger than they look.</summary>
internal sealed class PackedContentFuzzTests
{
    private const int MostUnpacked = 256 << 10;

    private Scratch _scratch = null!;
    private ContentStore _store = null!;

    [SetUp]
    public void Open()
    {
        _scratch = new Scratch();
        _store = ContentStore.Open(_scratch.Path + "/store", 1 << 20, TimeProvider.System);
        Directory.CreateDirectory(_scratch.Path + "/root/p");
    }

    [TearDown]
    public void Close()
    {
        _store.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public async Task Contents_in_any_pieces_are_taken_or_refused_and_never_grow_beyond_the_limit()
    {
        var (random, count) = Fuzzing.Of(10_000);
        var sound = Packed();
        var (taken, refused) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        var limits = new JobLimits { ContentBytes = MostUnpacked };
        for (var i = 0; i < count; i++)
        {
            var (encoding, packed, content) = random.Of(sound);
            var input = new JobInput.Named(0, "/p/a.c", ContentDigest.Of(content), content.Length, 1);
            var bytes = random.Next(3) == 0 ? packed : random.Mutate(packed);
            var tree = new JobTree(_scratch.Path + "/root", _store, []);
            using var receiver = new ContentReceiver(
                new Messages(Chunks(random, random.Next(20) == 0 ? (Encoding)random.Next(5) : encoding, bytes)),
                tree, limits, TimeProvider.System);
            var refusal = await receiver.ReceiveAsync(
                new Dictionary<uint, JobInput.Named> { [0] = input }, CancellationToken.None);
            var written = new FileInfo(tree.PathOf(input));
            if (written.Exists)
            {
                Assert.That(written.Length, Is.LessThanOrEqualTo(MostUnpacked), Convert.ToHexString(bytes));
                _ = Libc.Unlink(written.FullName);
            }

            if (refusal is null)
            {
                taken++;
                continue;
            }

            Assert.That(refusal.Sentence, Is.Not.Empty);
            refused[$"{refusal.Reason}"] = refused.GetValueOrDefault($"{refusal.Reason}") + 1;
        }

        TestContext.Out.WriteLine($"{taken} taken, "
            + string.Join(", ", refused.Select(one => $"{one.Value} {one.Key}")));
        Assert.That(taken, Is.Positive);
        Assert.That(refused.Keys, Is.EquivalentTo((string[])["ContentCorrupt", "LimitExceeded", "MalformedOffer"]));
    }

    [Test]
    public void A_packed_message_is_unpacked_or_refused()
    {
        var (random, count) = Fuzzing.Of(10_000);
        var sound = Packed().Where(one => one.Encoding != Encoding.Identity).ToList();
        var room = new byte[4096];
        for (var i = 0; i < count; i++)
        {
            var (encoding, packed, _) = random.Of(sound);
            var bytes = random.Mutate(packed);
            var provider = new BoundedCompression(
                encoding == Encoding.Zstd
                    ? new ZstdCompressionProvider() : new GzipCompressionProvider(CompressionLevel.Fastest),
                MostUnpacked);
            var unpacked = 0;
            try
            {
                using var stream = provider.CreateDecompressionStream(new MemoryStream(bytes));
                int read;
                while ((read = stream.Read(room)) > 0)
                {
                    unpacked += read;
                }
            }
            catch (Exception e) when (e is InvalidDataException or RpcException or IOException)
            {
                // What gRPC tells the client of.
            }

            Assert.That(unpacked, Is.LessThanOrEqualTo(MostUnpacked), Convert.ToHexString(bytes));
        }
    }

    private static List<(Encoding Encoding, byte[] Packed, byte[] Content)> Packed()
    {
        byte[][] contents = [[], "int x;\n"u8.ToArray(), new byte[MostUnpacked], new byte[4 << 20]];
        var noise = new byte[3000];
        new Random(1).NextBytes(noise);
        var all = new List<(Encoding Encoding, byte[] Packed, byte[] Content)>
        {
            (Encoding.Identity, noise, noise), (Encoding.Identity, [], []),
        };
        foreach (var content in contents.Append(noise))
        {
            using var zstd = new Compressor(3);
            all.Add((Encoding.Zstd, zstd.Wrap(content).ToArray(), content));
            var gzip = new MemoryStream();
            using (var pack = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
            {
                pack.Write(content);
            }

            all.Add((Encoding.Gzip, gzip.ToArray(), content));
        }

        return all;
    }

    private static List<CompileRequest> Chunks(Random random, Encoding encoding, byte[] bytes)
    {
        var requests = new List<CompileRequest>();
        var at = 0;
        do
        {
            var count = random.Next(4) == 0 ? random.Next(bytes.Length - at + 1) : bytes.Length - at;
            requests.Add(new CompileRequest
            {
                Content = new ContentChunk
                {
                    Input = random.Next(30) == 0 ? (uint)random.Next(3) : 0,
                    Data = ByteString.CopyFrom(bytes, at, count),
                    Encoding = random.Next(40) == 0 ? Encoding.Identity : encoding,
                    Last = at + count == bytes.Length && random.Next(20) != 0,
                },
            });
            at += count;
        }
        while (at < bytes.Length);
        if (random.Next(20) != 0)
        {
            requests.Add(new CompileRequest { End = new ContentsEnd() });
        }

        return requests;
    }

    /// <summary>What a client sends, and its end.</summary>
    private sealed class Messages(List<CompileRequest> messages) : IAsyncStreamReader<CompileRequest>
    {
        private int _next;

        public CompileRequest Current => messages[_next - 1];

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(_next++ < messages.Count);
    }
}

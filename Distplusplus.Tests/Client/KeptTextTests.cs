using Distplusplus.Client;
using Distplusplus.Protocol;
using ZstdSharp;

namespace Distplusplus.Tests.Client;

internal sealed class KeptTextTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(KeptText.ChunkBytes)]
    [TestCase((KeptText.ChunkBytes * 3) + 7)]
    public async Task Every_reader_gets_all_of_it_whether_it_came_before_or_after_the_end(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        var text = new KeptText { Encoding = Encoding.Identity };
        var early = ReadAsync(text);
        foreach (var piece in content.Chunk(50_000))
        {
            text.Write(piece);
        }

        text.Complete();
        Assert.That(await early, Is.EqualTo(content));
        Assert.That(await ReadAsync(text), Is.EqualTo(content));
        Assert.That(text.Length, Is.EqualTo(length));
    }

    [Test]
    public async Task The_last_chunk_alone_says_so()
    {
        var text = KeptText.Whole(new byte[(KeptText.ChunkBytes * 2) + 1]);
        var flags = new List<bool>();
        await foreach (var (_, last) in text.ReadChunksAsync(CancellationToken.None))
        {
            flags.Add(last);
        }

        Assert.That(flags, Is.EqualTo(new[] { false, false, true }));
    }

    [Test]
    public async Task A_text_that_failed_never_ends_in_a_last_chunk()
    {
        var text = new KeptText { Encoding = Encoding.Identity };
        text.Write(new byte[KeptText.ChunkBytes + 5]);
        text.Fail();
        await foreach (var (_, last) in text.ReadChunksAsync(CancellationToken.None))
        {
            Assert.That(last, Is.False);
        }
    }

    [Test]
    public async Task A_whole_content_can_be_encoded()
    {
        var content = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("int f(void);\n", 40_000)));
        var text = KeptText.Whole(content, new ContentEncoder(Encoding.Zstd, 1));
        Assert.That(text.Encoding, Is.EqualTo(Encoding.Zstd));
        using var decoded = new DecompressionStream(new MemoryStream(await ReadAsync(text)));
        var copy = new MemoryStream();
        await decoded.CopyToAsync(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(content));
    }

    private static async Task<byte[]> ReadAsync(KeptText text)
    {
        var all = new MemoryStream();
        var ended = false;
        await foreach (var (data, last) in text.ReadChunksAsync(CancellationToken.None))
        {
            all.Write(data.Span);
            ended = last;
        }

        Assert.That(ended, Is.True);
        return all.ToArray();
    }
}

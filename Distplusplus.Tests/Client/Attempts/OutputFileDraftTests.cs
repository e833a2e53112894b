using Distplusplus.Client.Attempts;
using Distplusplus.Protocol;
using Google.Protobuf;
using ZstdSharp;

namespace Distplusplus.Tests.Client.Attempts;

internal sealed class OutputFileDraftTests
{
    private string _root = string.Empty;

    [SetUp]
    public void MakeDirectory() => _root = Directory.CreateTempSubdirectory("dpp-draft-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Until_it_is_committed_nothing_is_to_be_seen()
    {
        using var draft = OutputFileDraft.Create($"{_root}/x.o", new OutputAllowance(1 << 20));
        draft.Append(new OutputChunk { Data = ByteString.CopyFromUtf8("object"), Last = true });
        Assert.That(Directory.GetFileSystemEntries(_root), Is.Empty);
        draft.Prepare(writeInto: false);
        draft.Commit();
        Assert.That(Directory.GetFileSystemEntries(_root), Is.EqualTo(new[] { $"{_root}/x.o" }));
        Assert.That(File.ReadAllText($"{_root}/x.o"), Is.EqualTo("object"));
    }

    [Test]
    public void What_stood_there_is_replaced_and_whoever_has_it_open_keeps_it()
    {
        File.WriteAllText($"{_root}/x.o", "old");
        using var reader = File.OpenText($"{_root}/x.o");
        using var draft = OutputFileDraft.Create($"{_root}/x.o", new OutputAllowance(1 << 20));
        draft.Append(new OutputChunk { Data = ByteString.CopyFromUtf8("new"), Last = true });
        draft.Prepare(writeInto: false);
        draft.Commit();
        Assert.That(File.ReadAllText($"{_root}/x.o"), Is.EqualTo("new"));
        Assert.That(reader.ReadToEnd(), Is.EqualTo("old"));
    }

    [TestCase(1)]
    [TestCase(1000)]
    [TestCase(1 << 20)]
    public void A_compressed_output_may_come_in_pieces_of_any_size(int piece)
    {
        var content = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 60_000)));
        using var compressor = new Compressor(1);
        var compressed = compressor.Wrap(content).ToArray();
        using var draft = OutputFileDraft.Create($"{_root}/x.o", new OutputAllowance(1 << 20));
        var pieces = compressed.Chunk(piece).ToArray();
        for (var i = 0; i < pieces.Length; i++)
        {
            draft.Append(new OutputChunk
            {
                Data = ByteString.CopyFrom(pieces[i]), Encoding = Encoding.Zstd, Last = i == pieces.Length - 1,
            });
        }

        Assert.That(draft.IsWhole, Is.True);
        draft.Prepare(writeInto: false);
        draft.Commit();
        Assert.That(File.ReadAllBytes($"{_root}/x.o"), Is.EqualTo(content));
    }

    [Test]
    public void No_flipped_bit_of_a_frame_with_checksum_goes_unseen()
    {
        var content = new byte[2000];
        new Random(7).NextBytes(content.AsSpan(0, 1000));
        using var compressor = new Compressor(1);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        var sound = compressor.Wrap(content).ToArray();
        for (var bit = 0; bit < sound.Length * 8; bit++)
        {
            var flipped = sound.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            using var draft = OutputFileDraft.Create($"{_root}/x.o", new OutputAllowance(1 << 20));
            try
            {
                draft.Append(new OutputChunk
                {
                    Data = ByteString.CopyFrom(flipped), Encoding = Encoding.Zstd, Last = true,
                });
            }
            catch (InvalidDataException)
            {
                continue;
            }

            draft.Prepare(writeInto: false);
            draft.Commit();
            Assert.That(File.ReadAllBytes($"{_root}/x.o"), Is.EqualTo(content), $"bit {bit}");
        }
    }

    [Test]
    public void A_compressed_output_that_ends_too_early_or_is_garbled_is_damage()
    {
        using var compressor = new Compressor(1);
        var compressed = compressor.Wrap(new byte[100_000]).ToArray();
        using var cut = OutputFileDraft.Create($"{_root}/x.o", new OutputAllowance(1 << 20));
        Assert.That(
            () => cut.Append(new OutputChunk
            {
                Data = ByteString.CopyFrom(compressed[..^3]), Encoding = Encoding.Zstd, Last = true,
            }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("a compressed output ends too early"));

        using var garbled = OutputFileDraft.Create($"{_root}/y.o", new OutputAllowance(1 << 20));
        Assert.That(
            () => garbled.Append(new OutputChunk
            {
                Data = ByteString.CopyFrom([1, 2, 3, 4, 5, 6, 7, 8]), Encoding = Encoding.Zstd, Last = true,
            }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("a compressed output is garbled"));
    }

    [Test]
    public void What_holds_more_than_it_may_is_damage_before_it_is_written()
    {
        var allowance = new OutputAllowance(3 << 20);
        using var packed = new MemoryStream();
        using (var compressor = new CompressionStream(packed, 1, leaveOpen: true))
        {
            compressor.Write(new byte[(2 << 20) + 1]);
        }

        // A stream does not say how much it holds.
        var bomb = new OutputChunk
        {
            Data = ByteString.CopyFrom(packed.ToArray()), Encoding = Encoding.Zstd, Last = true,
        };
        using var first = OutputFileDraft.Create($"{_root}/x.o", allowance);
        first.Append(bomb);
        using var second = OutputFileDraft.Create($"{_root}/y.o", allowance);
        Assert.That(
            () => second.Append(bomb),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("its outputs hold more than 3 MiB"));
        using var third = OutputFileDraft.Create($"{_root}/z.o", allowance);
        Assert.That(
            () => third.Append(new OutputChunk { Data = ByteString.CopyFrom(new byte[1 << 20]) }),
            Throws.TypeOf<InvalidDataException>());
    }
}

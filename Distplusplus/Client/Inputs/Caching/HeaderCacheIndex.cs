using System.Buffers.Binary;
using System.Numerics;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs.Caching;

/// <summary>
/// The first part of HeaderCache's file: where its records end, and buckets of slots that lead to them by the hash of
/// a path. A slot may lead anywhere after a crash; records are checked for themselves. As it is in the file at one
/// moment.
/// </summary>
/// <param name="Buckets">How many; a power of two.</param>
/// <param name="End">Where records may be added, a multiple of 8.</param>
/// <param name="Learned">Records added so far.</param>
internal sealed record HeaderCacheIndex(int Buckets, long End, int Learned)
{
    /// <summary>Where the buckets begin.</summary>
    public const int Start = 64;

    public const int BucketBytes = SlotBytes * SlotsPerBucket;

    /// <summary>Bumped whenever the layout or what the scanner finds changes.</summary>
    private const ulong Magic = 0x0005_7370_7064_6D68;

    private const int SlotBytes = 16;
    private const int SlotsPerBucket = 8;
    private const int FewestBuckets = 1 << 11;
    private const int MostBuckets = 1 << 15;

    /// <summary>All buckets.</summary>
    public int Bytes => Buckets * BucketBytes;

    /// <summary>True if enough buckets stay free after this number of additions.</summary>
    public bool HasRoomFor(int more)
        => Buckets == MostBuckets || Learned + (long)more < Buckets * SlotsPerBucket / 3;

    /// <summary>Never 0: that is an empty slot.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> path) => ByteHash.Of(path) | 1;

    /// <summary>Where the bucket of a hash stands in the file.</summary>
    public long PositionOf(ulong hash) => Start + ((long)(hash >> 20 & (ulong)(Buckets - 1)) * BucketBytes);

    /// <summary>Where the next slot of this hash leads; it and all before it are taken off the bucket.</summary>
    public static bool TryFind(ref Span<byte> bucket, ulong hash, out long position, out int length)
    {
        while (!bucket.IsEmpty)
        {
            var slot = bucket[..SlotBytes];
            bucket = bucket[SlotBytes..];
            if (BinaryPrimitives.ReadUInt64LittleEndian(slot) == hash)
            {
                position = BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]) * 8L;
                length = BinaryPrimitives.ReadInt32LittleEndian(slot[12..]);
                if (length > 0)
                {
                    return true;
                }
            }
        }

        position = 0;
        length = 0;
        return false;
    }

    /// <param name="position">A multiple of 8.</param>
    public static void Put(Span<byte> bucket, ulong hash, long position, int length)
    {
        var free = 0;
        while (free < SlotsPerBucket
            && BinaryPrimitives.ReadUInt64LittleEndian(bucket[(free * SlotBytes)..]) is not 0 and var taken
            && taken != hash)
        {
            free++;
        }

        // A full bucket loses one of its own, by the position's chance.
        var lost = (int)(position / 8 % SlotsPerBucket);
        var slot = bucket.Slice((free < SlotsPerBucket ? free : lost) * SlotBytes, SlotBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(slot, hash);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[8..], (uint)(position / 8));
        BinaryPrimitives.WriteInt32LittleEndian(slot[12..], length);
    }

    /// <summary>Makes an empty file one without records, with room for several times so many.</summary>
    /// <returns>Null: it cannot be written.</returns>
    public static HeaderCacheIndex? Begin(SharedFile file, int records)
    {
        var wanted = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(records, 1, MostBuckets));
        var buckets = Math.Clamp(wanted, FewestBuckets, MostBuckets);
        var end = Start + ((long)buckets * BucketBytes);
        var index = new HeaderCacheIndex(buckets, end, 0);
        return file.Write([0], end - 1) && index.TryWrite(file) ? index : null;
    }

    /// <summary>Null: it is no such file.</summary>
    public static HeaderCacheIndex? Read(SharedFile file)
    {
        Span<byte> header = stackalloc byte[Start];
        if (file.Read(header, 0) != header.Length || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
        {
            return null;
        }

        var end = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        var buckets = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        var learned = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
        return buckets is >= FewestBuckets and <= MostBuckets && BitOperations.IsPow2(buckets) && learned >= 0
            && end % 8 == 0 && end >= Start + ((long)buckets * BucketBytes)
                ? new HeaderCacheIndex(buckets, end, learned)
                : null;
    }

    public bool TryWrite(SharedFile file)
    {
        Span<byte> header = stackalloc byte[Start];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], End);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Buckets);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], Learned);
        return file.Write(header, 0);
    }
}

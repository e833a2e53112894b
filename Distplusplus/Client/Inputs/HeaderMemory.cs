using System.Buffers.Binary;
using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// What earlier processes learned of files: one file shared by all processes of a user, an index of buckets and
/// records behind it that are only ever added. A reader waits for nobody and believes nothing that is not whole and
/// of the very same file; a writer that finds another writing forgets what it knows. Too large, it begins anew.
/// </summary>
internal sealed class HeaderMemory : IDisposable
{
    /// <summary>Bumped whenever the layout or what the scanner finds changes.</summary>
    private const ulong Magic = 0x0003_7370_7064_6D68;

    private const int HeaderBytes = 64;
    private const int SlotBytes = 16;
    private const int SlotsPerBucket = 8;
    private const int BucketBytes = SlotBytes * SlotsPerBucket;
    private const int Buckets = 1 << 14;
    private const long RecordsStart = HeaderBytes + ((long)Buckets * BucketBytes);
    private const int LargestRecord = 1 << 20;
    private const int FixedBytes = 112;
    private const int ManySlots = 1000;

    private readonly string _path;
    private readonly long _bound;
    private readonly List<(ulong Hash, byte[] Record)> _learned = [];
    private readonly SharedFile? _file;

    /// <param name="path">The file; made when something is learned.</param>
    /// <param name="bound">Bytes beyond which it begins anew.</param>
    public HeaderMemory(string path, long bound = 64 << 20)
    {
        _path = path;
        _bound = bound;
        _file = SharedFile.Open(path, create: false);
        if (_file is not null && !IsOurs(_file))
        {
            _file.Dispose();
            _file = null;
        }
    }

    /// <summary>What is remembered of the file, if it is the same to the nanosecond.</summary>
    public bool TryRecall(ReadOnlySpan<byte> path, in FileIdentity identity, out RememberedFile known)
    {
        known = default;
        if (_file is null)
        {
            return false;
        }

        var hash = ByteHash.Of(path) | 1;
        Span<byte> bucket = stackalloc byte[BucketBytes];
        if (_file.Read(bucket, BucketPosition(hash)) != BucketBytes)
        {
            return false;
        }

        for (; bucket.Length > 0; bucket = bucket[SlotBytes..])
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bucket) == hash
                && Read(bucket[8..], path, identity, out known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps what was learned for <see cref="Save"/>.</summary>
    public void Learn(ReadOnlySpan<byte> path, in FileIdentity identity, in RememberedFile known)
    {
        var record = new byte[FixedBytes + path.Length + known.Text.Directives.Length + known.Text.MacroHashes.Length];
        if (record.Length > LargestRecord)
        {
            return;
        }

        var fields = record.AsSpan();
        WriteIdentity(fields[8..], identity);
        fields[56] = (byte)known.Text.Flags;
        fields[57] = (byte)(known.Digest.IsEmpty ? 0 : 1);
        BinaryPrimitives.WriteInt32LittleEndian(fields[60..], path.Length);
        BinaryPrimitives.WriteInt32LittleEndian(fields[64..], known.Text.Directives.Length);
        BinaryPrimitives.WriteInt32LittleEndian(fields[68..], known.Text.MacroHashes.Length);
        known.Digest.Span.CopyTo(fields[72..]);
        path.CopyTo(fields[FixedBytes..]);
        known.Text.Directives.Span.CopyTo(fields[(FixedBytes + path.Length)..]);
        known.Text.MacroHashes.Span.CopyTo(fields[(FixedBytes + path.Length + known.Text.Directives.Length)..]);
        BinaryPrimitives.WriteUInt64LittleEndian(fields, ByteHash.Of(fields[8..]));
        _learned.Add((ByteHash.Of(path) | 1, record));
    }

    /// <summary>Adds everything learned, unless another process is writing just now. Never fails.</summary>
    public void Save()
    {
        if (_learned.Count == 0)
        {
            return;
        }

        if (_path.LastIndexOf('/') is > 0 and var slash)
        {
            try
            {
                NativeFile.MakeDirectories(_path[..slash], 0x1C0);
            }
            catch (NativeFileException)
            {
                return;
            }
        }

        using var file = SharedFile.Open(_path, create: true);
        if (file is null || !file.TryLock() || file.Identity is not { } now)
        {
            return;
        }

        if (now.Owner != Libc.EffectiveUser() || FileIdentity.Of(_path) is not { } named || !named.IsSameFileAs(now))
        {
            return;
        }

        var end = now.Size == 0 ? Begin(file) : End(file);
        if (end < 0 || end + _learned.Sum(l => (long)l.Record.Length + 8) > _bound)
        {
            // Readers keep the old file for as long as they have it open.
            _ = Libc.Unlink(_path);
            using var fresh = SharedFile.Open(_path, create: true);
            if (fresh is not null && fresh.TryLock() && fresh.Identity is { Size: 0 })
            {
                Append(fresh, Begin(fresh));
            }

            return;
        }

        Append(file, end);
    }

    public void Dispose() => _file?.Dispose();

    private static bool IsOurs(SharedFile file)
        => file.Identity is { IsRegularFile: true } identity && identity.Owner == Libc.EffectiveUser()
            && End(file) >= 0;

    private static long BucketPosition(ulong hash)
        => HeaderBytes + ((long)((hash >> 20) & (Buckets - 1)) * BucketBytes);

    private static long Begin(SharedFile file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], RecordsStart);
        return file.Write([0], RecordsStart - 1) && file.Write(header, 0) ? RecordsStart : -1;
    }

    private static long End(SharedFile file)
    {
        Span<byte> header = stackalloc byte[16];
        if (file.Read(header, 0) != header.Length || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
        {
            return -1;
        }

        var end = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        return end >= RecordsStart ? end : -1;
    }

    private static void WriteIdentity(Span<byte> fields, in FileIdentity identity)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(fields, identity.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[8..], identity.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], identity.Size);
        BinaryPrimitives.WriteInt64LittleEndian(fields[24..], identity.ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(fields[32..], identity.ChangedNs);
    }

    /// <summary>
    /// Records first, then the end, then the slots: whatever a crash leaves, no slot leads to what is overwritten
    /// later.
    /// </summary>
    private void Append(SharedFile file, long end)
    {
        if (end < 0)
        {
            return;
        }

        var batch = new ByteBuffer(64 * 1024);
        var slots = new List<(ulong Hash, uint Position, int Length)>(_learned.Count);
        foreach (var (hash, record) in _learned)
        {
            slots.Add((hash, (uint)((end + batch.Length) / 8), record.Length));
            batch.Add(record);
            batch.Reserve((8 - (record.Length % 8)) % 8).Clear();
        }

        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(field, (end + batch.Length + 7) / 8 * 8);
        if (!file.Write(batch.Written, end) || !file.Write(field, 8))
        {
            return;
        }

        // Much learned is much of the index: read and written whole, it is two calls instead of thousands.
        Span<byte> index = slots.Count > ManySlots ? new byte[RecordsStart - HeaderBytes] : [];
        if (index.Length > 0 && file.Read(index, HeaderBytes) == index.Length)
        {
            foreach (var (hash, position, length) in slots)
            {
                Put(index.Slice((int)(BucketPosition(hash) - HeaderBytes), BucketBytes), hash, position, length);
            }

            file.Write(index, HeaderBytes);
            return;
        }

        Span<byte> bucket = stackalloc byte[BucketBytes];
        foreach (var (hash, position, length) in slots)
        {
            if (file.Read(bucket, BucketPosition(hash)) != BucketBytes)
            {
                return;
            }

            Put(bucket, hash, position, length);
            file.Write(bucket, BucketPosition(hash));
        }
    }

    private static void Put(Span<byte> bucket, ulong hash, uint position, int length)
    {
        var free = 0;
        while (free < SlotsPerBucket
            && BinaryPrimitives.ReadUInt64LittleEndian(bucket[(free * SlotBytes)..]) is not 0 and var taken
            && taken != hash)
        {
            free++;
        }

        // A full bucket loses one of its own, by the position's chance.
        var slot = bucket.Slice(
            (free < SlotsPerBucket ? free : (int)(position % SlotsPerBucket)) * SlotBytes, SlotBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(slot, hash);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[8..], position);
        BinaryPrimitives.WriteInt32LittleEndian(slot[12..], length);
    }

    private bool Read(
        ReadOnlySpan<byte> slot, ReadOnlySpan<byte> path, in FileIdentity identity, out RememberedFile known)
    {
        known = default;
        var position = BinaryPrimitives.ReadUInt32LittleEndian(slot) * 8L;
        var length = BinaryPrimitives.ReadInt32LittleEndian(slot[4..]);
        if (length < FixedBytes + path.Length || length > LargestRecord)
        {
            return false;
        }

        // Its own array: what is handed out points into it.
        var record = new byte[length];
        if (_file!.Read(record, position) != length
            || BinaryPrimitives.ReadUInt64LittleEndian(record) != ByteHash.Of(record.AsSpan(8)))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[40];
        WriteIdentity(expected, identity);
        var directives = BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(64));
        var macros = BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(68));
        if (!expected.SequenceEqual(record.AsSpan(8, 40))
            || BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(60)) != path.Length
            || directives < 0 || macros < 0 || (long)FixedBytes + path.Length + directives + macros != length
            || !record.AsSpan(FixedBytes, path.Length).SequenceEqual(path))
        {
            return false;
        }

        var start = FixedBytes + path.Length;
        known = new RememberedFile(
            record[57] == 0 ? default : record.AsMemory(72, 32),
            new ScannedText(
                record.AsMemory(start, directives), record.AsMemory(
                    start + directives, macros), (ScanFlags)record[56]));
        return true;
    }
}

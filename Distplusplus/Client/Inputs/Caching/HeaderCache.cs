using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs.Caching;

/// <summary>
/// The cache of scanned files: one file shared by all processes of a user, with an index of buckets followed by records
/// that are only appended. A reader does not wait, and ignores records that are incomplete or of another version of the
/// file; a writer that meets another writer drops its additions. A cache that grows too large starts again.
/// </summary>
internal sealed class HeaderCache : IDisposable
{
    private const int LeastAhead = 4 * 1024;
    private const int MostAhead = 64 * 1024;
    private const int ManySlots = 128;

    private readonly string _path;
    private readonly long _bound;
    private readonly ByteBuffer _learned = new(4 * 1024);
    private readonly List<(ulong Hash, int Start, int Length)> _slots = [];
    private readonly SharedFile? _file;
    private readonly HeaderCacheIndex? _index;
    private ReadOnlyMemory<byte> _window;
    private long _windowStart;
    private int _ahead = LeastAhead;

    /// <param name="path">The file; made when something is learned.</param>
    /// <param name="bound">Bytes beyond which it begins anew.</param>
    public HeaderCache(string path, long bound = 64 << 20)
    {
        _path = path;
        _bound = bound;
        _file = SharedFile.Open(path, create: false);
        if (_file?.Identity is { IsRegularFile: true } identity && identity.Owner == Libc.EffectiveUser())
        {
            _index = HeaderCacheIndex.Read(_file);
        }
    }

    /// <summary>Looks up the record of the file, if its identity is unchanged to the nanosecond.</summary>
    public bool TryRecall(ReadOnlySpan<byte> path, in FileIdentity identity, out RememberedFile known)
    {
        known = default;
        if (_file is null || _index is null)
        {
            return false;
        }

        var hash = HeaderCacheIndex.HashOf(path);
        Span<byte> bucket = stackalloc byte[HeaderCacheIndex.BucketBytes];
        if (_file.Read(bucket, _index.PositionOf(hash)) != bucket.Length)
        {
            return false;
        }

        while (HeaderCacheIndex.TryFind(ref bucket, hash, out var position, out var length))
        {
            if (length <= HeaderCacheRecord.Largest
                && HeaderCacheRecord.TryParse(RecordAt(_file, position, length), path, identity, out known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps what was learned for <see cref="Save"/>.</summary>
    public void Learn(ReadOnlySpan<byte> path, in FileIdentity identity, in RememberedFile known)
    {
        var start = _learned.Length;
        if (HeaderCacheRecord.TryPack(_learned, path, identity, known))
        {
            _slots.Add((HeaderCacheIndex.HashOf(path), start, _learned.Length - start));
            _learned.Reserve(-_learned.Length & 7).Clear();
        }
    }

    /// <summary>Adds everything learned, unless another process is writing just now. Never fails.</summary>
    public void Save()
    {
        if (_slots.Count == 0)
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

        var index = now.Size == 0 ? null : HeaderCacheIndex.Read(file);
        if (index is not null && index.HasRoomFor(_slots.Count) && index.End + _learned.Length <= _bound)
        {
            Append(file, index, fresh: false);
        }
        else if (now.Size == 0)
        {
            Append(file, HeaderCacheIndex.Begin(file, _slots.Count), fresh: true);
        }
        else
        {
            // Readers keep the old file for as long as they have it open.
            _ = Libc.Unlink(_path);
            using var anew = SharedFile.Open(_path, create: true);
            if (anew is not null && anew.TryLock() && anew.Identity is { Size: 0 })
            {
                Append(anew, HeaderCacheIndex.Begin(anew, (index?.Learned ?? 0) + _slots.Count), fresh: true);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>
    /// Reads a record. The records of one process are adjacent, in the order in which the next process asks for them.
    /// The result is an array of its own, because the remembered values point into it.
    /// </summary>
    private ReadOnlyMemory<byte> RecordAt(SharedFile file, long position, int length)
    {
        var offset = position - _windowStart;
        if (offset < 0 || offset + length > _window.Length)
        {
            _ahead = offset >= 0 && offset <= _window.Length ? Math.Min(_ahead * 2, MostAhead) : LeastAhead;
            var window = GC.AllocateUninitializedArray<byte>(Math.Max(length, _ahead));
            _window = window.AsMemory(0, file.Read(window, position));
            _windowStart = position;
            offset = 0;
        }

        return _window.Slice((int)offset, (int)Math.Min(length, _window.Length - offset));
    }

    /// <summary>
    /// Writes records first, then the end, then the slots: after a crash no slot points to data that is overwritten
    /// later.
    /// </summary>
    private void Append(SharedFile file, HeaderCacheIndex? index, bool fresh)
    {
        if (index is null || !file.Write(_learned.Written, index.End))
        {
            return;
        }

        var next = index with { End = index.End + _learned.Length, Learned = index.Learned + _slots.Count };
        if (!next.TryWrite(file))
        {
            return;
        }

        // Much learned is much of the index: read and written whole, it is two calls instead of hundreds.
        var all = _slots.Count > ManySlots ? new byte[index.Bytes] : [];
        if (all.Length > 0 && (fresh || file.Read(all, HeaderCacheIndex.Start) == all.Length))
        {
            foreach (var (hash, start, length) in _slots)
            {
                var bucket = (int)(index.PositionOf(hash) - HeaderCacheIndex.Start);
                HeaderCacheIndex.Put(all.AsSpan(bucket, HeaderCacheIndex.BucketBytes), hash, index.End + start, length);
            }

            file.Write(all, HeaderCacheIndex.Start);
            return;
        }

        Span<byte> one = stackalloc byte[HeaderCacheIndex.BucketBytes];
        foreach (var (hash, start, length) in _slots)
        {
            if (file.Read(one, index.PositionOf(hash)) != one.Length)
            {
                return;
            }

            HeaderCacheIndex.Put(one, hash, index.End + start, length);
            file.Write(one, index.PositionOf(hash));
        }
    }
}

using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Hosting;

namespace Distplusplus.Server.Contents;

/// <summary>
/// Contents kept between jobs, one read-only file per content and modification time, so that a job's tree can be made
/// of hard links. Made once by ServerHost; shared by all jobs and, on disk, by all hosts of this user. Nothing depends
/// on it: jobs lay out their own files and hand them over, so a store that is deleted, full or damaged costs only
/// uploads. A file is believed only while it is the very file whose digest this process has checked.
/// </summary>
internal sealed class ContentStore : IDisposable
{
    private const int MostTimes = 4;
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(10);

    private readonly StoreFiles _files;
    private readonly long _limit;
    private readonly TimeProvider _time;
    private readonly RunDirectory _run;
    private readonly Lock _lock = new();
    private readonly Dictionary<ContentDigest, List<LinkedListNode<StoredContent>>> _index = [];
    private readonly LinkedList<StoredContent> _byUse = new();
    private long _bytes;

    private ContentStore(string directory, long limit, TimeProvider time)
    {
        _limit = limit;
        _time = time;
        _run = RunDirectory.Create(directory, time);
        _files = new StoreFiles(directory, _run.Path);
    }

    /// <summary>Bytes kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Reads what an earlier process kept.</summary>
    /// <exception cref="NativeFileException">The directory cannot be made.</exception>
    public static ContentStore Open(string directory, long limit, TimeProvider time)
    {
        NativeFile.MakeDirectories(directory, 0x1C0);
        var store = new ContentStore(NativeFile.RealPath(directory) ?? directory, limit, time);
        foreach (var (content, _) in store._files.All().OrderBy(entry => entry.Accessed))
        {
            store.Add(content);
        }

        store.Evict();
        return store;
    }

    /// <summary>Puts a content into a job's tree.</summary>
    /// <param name="mayShare">It may be the store's own file: the job cannot write there, and none of its other paths
    /// is that file.</param>
    /// <returns>Whether it is there now; false: not kept here.</returns>
    /// <exception cref="NativeFileException">The job's own file cannot be written.</exception>
    public bool TryPlace(ContentDigest digest, long size, long modifiedNs, string path, bool mayShare)
    {
        if (Find(digest, size, modifiedNs) is not { } content || content.Size != size)
        {
            return false;
        }

        var kept = _files.PathOf(content);
        if (!IsSound(content, kept))
        {
            return false;
        }

        Touch(content);
        if (mayShare && content.ModifiedNs == modifiedNs && Libc.HardLink(kept, path) == 0)
        {
            return true;
        }

        try
        {
            FileCopy.Copy(kept, path, modifiedNs);
        }
        catch (NativeFileException gone) when (gone.Path == kept)
        {
            Drop(content);
            return false;
        }

        if (mayShare && content.ModifiedNs != modifiedNs)
        {
            Keep(digest, size, modifiedNs, path, mayShare);
        }

        return true;
    }

    /// <summary>Keeps a file of a job whose digest was just checked. Failing to is no failure of the job.</summary>
    /// <param name="mayShare">As it was placed.</param>
    public void Keep(ContentDigest digest, long size, long modifiedNs, string path, bool mayShare)
    {
        var content = new StoredContent(digest, modifiedNs, size) { Touched = _time.GetUtcNow() };
        lock (_lock)
        {
            if (size > _limit / 4
                || (_index.TryGetValue(digest, out var kin)
                    && (kin.Count >= MostTimes || kin.Exists(node => node.Value.ModifiedNs == modifiedNs))))
            {
                return;
            }
        }

        var kept = _files.PathOf(content);
        if (!_files.TryTake(path, kept, modifiedNs, mayShare, out var isOurs) || FileIdentity.Of(kept) is not { } file)
        {
            return;
        }

        content.Checked = isOurs ? file : null;
        Add(content);
        Evict();
    }

    public void Dispose() => _run.Dispose();

    /// <summary>The content with this very time if there is one, else with any.</summary>
    private StoredContent? Find(ContentDigest digest, long size, long modifiedNs)
    {
        lock (_lock)
        {
            if (_index.TryGetValue(digest, out var kin) && kin.Count > 0)
            {
                var node = kin.Find(n => n.Value.ModifiedNs == modifiedNs) ?? kin[0];
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return node.Value;
            }
        }

        // Another host of this user may have brought it.
        var content = new StoredContent(digest, modifiedNs, size) { Touched = _time.GetUtcNow() };
        if (FileIdentity.Of(_files.PathOf(content)) is not { IsRegularFile: true } file || file.Size != size)
        {
            return null;
        }

        Add(content);
        return content;
    }

    private bool IsSound(StoredContent content, string path)
    {
        if (FileIdentity.Of(path, followLinks: false, out _) is { IsRegularFile: true } file)
        {
            if (content.IsStill(file))
            {
                return true;
            }

            try
            {
                if (FileCopy.Hash(path) == content.Digest)
                {
                    content.Checked = file;
                    return true;
                }
            }
            catch (NativeFileException)
            {
                // As good as not kept.
            }
        }

        Drop(content);
        return false;
    }

    private void Touch(StoredContent content)
    {
        var now = _time.GetUtcNow();
        if (now - content.Touched < TouchEvery)
        {
            return;
        }

        content.Touched = now;
        StoreFiles.SetAccessed(_files.PathOf(content), now);
    }

    private void Add(StoredContent content)
    {
        lock (_lock)
        {
            if (!_index.TryGetValue(content.Digest, out var times))
            {
                _index[content.Digest] = times = [];
            }

            if (times.Exists(node => node.Value.ModifiedNs == content.ModifiedNs))
            {
                return;
            }

            times.Add(_byUse.AddLast(content));
            _bytes += Occupied(content);
        }
    }

    private void Drop(StoredContent content)
    {
        lock (_lock)
        {
            Forget(content);
        }

        _ = Libc.Unlink(_files.PathOf(content));
    }

    private void Evict()
    {
        List<StoredContent>? evicted = null;
        lock (_lock)
        {
            while (_bytes > _limit && _byUse.First is { } oldest)
            {
                Forget(oldest.Value);
                (evicted ??= []).Add(oldest.Value);
            }
        }

        foreach (var content in evicted ?? [])
        {
            _ = Libc.Unlink(_files.PathOf(content));
        }
    }

    private void Forget(StoredContent content)
    {
        if (!_index.TryGetValue(content.Digest, out var times)
            || times.Find(node => ReferenceEquals(node.Value, content)) is not { } found)
        {
            return;
        }

        times.Remove(found);
        if (times.Count == 0)
        {
            _index.Remove(content.Digest);
        }

        _byUse.Remove(found);
        _bytes -= Occupied(content);
    }

    private static long Occupied(StoredContent content) => (content.Size + 4095) & ~4095L;
}

using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Contents;

/// <summary>
/// The files of a <see cref="ContentStore"/>: one per content and time, in directories of two digits. Made by it, lives
/// as long.
/// </summary>
/// <param name="temporaryDirectory">Where a copy stands until it is whole; made when it is missing.</param>
internal sealed class StoreFiles(string directory, string temporaryDirectory)
{
    private const int ShardDigits = 2;

    private long _copies;

    public string PathOf(StoredContent content)
    {
        var digest = content.Digest.ToString();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{directory}/{digest.AsSpan(0, ShardDigits)}/{digest.AsSpan(ShardDigits)}-{content.ModifiedNs:x16}");
    }

    /// <summary>The contents that an earlier process kept, with the time of their last use.</summary>
    public IEnumerable<(StoredContent Content, long Accessed)> All()
    {
        foreach (var shard in FileTree.Names(directory).Where(name => name.Length == ShardDigits))
        {
            foreach (var name in FileTree.Names($"{directory}/{shard}"))
            {
                if (Read(shard, name) is { } content)
                {
                    yield return content;
                }
            }
        }
    }

    /// <summary>Keeps a job's file: as one file with the store's, else as a copy.</summary>
    /// <param name="kept">Its place here.</param>
    /// <param name="mayShare">Whether they may be one file; else the store gets a copy.</param>
    /// <param name="isOurs">It is the very file; else one stood there before.</param>
    public bool TryTake(string path, string kept, long modifiedNs, bool mayShare, out bool isOurs)
    {
        isOurs = mayShare || FileIdentity.Of(kept) is null;
        if (!mayShare)
        {
            return !isOurs || TryCopy(path, kept, modifiedNs);
        }

        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (Libc.HardLink(path, kept) == 0)
            {
                return true;
            }

            switch (System.Runtime.InteropServices.Marshal.GetLastPInvokeError())
            {
                case Libc.ErrorExists:
                    // Of another host with this store, or of a damaged index: it will be checked before it is used.
                    isOurs = false;
                    return true;
                case Libc.ErrorNoEntry:
                    if (!TryMakeShard(kept))
                    {
                        return false;
                    }

                    break;
                default:
                    return TryCopy(path, kept, modifiedNs);
            }
        }

        return false;
    }

    /// <summary>The order of use outlives the process.</summary>
    public static unsafe void SetAccessed(string path, DateTimeOffset now)
    {
        const long Omit = (1L << 30) - 2;
        var times = stackalloc long[4] { now.ToUnixTimeSeconds(), 0, 0, Omit };
        _ = Libc.SetTimes(Libc.AtFdCwd, path, times, Libc.AtSymlinkNoFollow);
    }

    private bool TryCopy(string path, string kept, long modifiedNs)
    {
        var temporary = $"{temporaryDirectory}/{Interlocked.Increment(ref _copies)}";
        try
        {
            NativeFile.MakeDirectories(temporaryDirectory, 0x1C0);
            FileCopy.Copy(path, temporary, modifiedNs);
            if (!TryMakeShard(kept))
            {
                return false;
            }

            NativeFile.Rename(temporary, kept);
            return true;
        }
        catch (NativeFileException)
        {
            _ = Libc.Unlink(temporary);
            return false;
        }
    }

    private static bool TryMakeShard(string kept)
    {
        try
        {
            NativeFile.MakeDirectories(kept[..kept.LastIndexOf('/')], 0x1C0);
            return true;
        }
        catch (NativeFileException)
        {
            return false;
        }
    }

    private unsafe (StoredContent Content, long Accessed)? Read(string shard, string name)
    {
        const uint BasicStats = 0x7ff;
        var digest = new byte[ContentDigest.Bytes];
        if (name.Length != 62 + 1 + 16
            || name[62] != '-'
            || Convert.FromHexString(shard + name[..62], digest, out _, out _) != System.Buffers.OperationStatus.Done
            || !long.TryParse(
                name.AsSpan(63, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var modified))
        {
            return null;
        }

        var x = stackalloc byte[256];
        if (Libc.Statx(Libc.AtFdCwd, $"{directory}/{shard}/{name}", Libc.AtSymlinkNoFollow, BasicStats, x) != 0)
        {
            return null;
        }

        var content = new StoredContent(new ContentDigest(digest), modified, *(long*)(x + 40));
        return (content, *(long*)(x + 64));
    }
}

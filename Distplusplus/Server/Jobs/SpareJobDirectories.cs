using Distplusplus.Platform;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Directories of jobs that have ended, empty but for an empty tmp, for jobs to come under names of their own: where
/// many were removed a moment ago, ext4 looks at each of them before it makes another. One per run directory; used by
/// all jobs at once.
/// </summary>
internal sealed class SpareJobDirectories(string parent)
{
    private const int Most = 1000;
    private const uint OwnersAlone = 0x41C0;

    private readonly Lock _lock = new();
    private readonly Stack<string> _spares = new();
    private long _kept;

    /// <returns>Whether one is at that place now.</returns>
    public bool TryTake(string path)
    {
        lock (_lock)
        {
            return _spares.TryPop(out var spare) && Libc.Rename(spare, path) == 0;
        }
    }

    /// <summary>Empties what a job left.</summary>
    /// <returns>Whether it is gone from its place; else it is to be removed.</returns>
    public bool TryKeep(string path)
    {
        var directories = new HashSet<string>(StringComparer.Ordinal);
        if (!FileTree.RemoveFiles(path, directories) || directories.Count != 1 || !directories.Contains("/tmp")
            || FileIdentity.Of(path) is not { Mode: OwnersAlone } left || left.Owner != Libc.EffectiveUser())
        {
            return false;
        }

        lock (_lock)
        {
            var spare = $"{parent}/spare-job-{++_kept}";
            if (_spares.Count == Most || Libc.Rename(path, spare) != 0)
            {
                return false;
            }

            _spares.Push(spare);
            return true;
        }
    }
}

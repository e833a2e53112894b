using Distplusplus.Platform;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Directories of jobs that have ended, emptied of all but directories, for jobs to come: ext4 makes a directory at ten
/// times the price of a link while others were removed a moment ago, and builds want the same ones again and again. A
/// job gets exactly those it asks for. One per run directory; used by all jobs at once.
/// </summary>
internal sealed class SpareTrees(string parent)
{
    private const int MostDirectories = 10_000;
    private const int Tried = 8;
    private const int Fewest = 3;
    private const int Largest = 5_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Path, HashSet<string> Directories)> _spares = new();
    private long _kept;
    private int _directories;

    /// <summary>Puts the most fitting tree in the place of an empty directory.</summary>
    /// <param name="root">The empty directory.</param>
    /// <param name="wanted">The directories the job asks for, below it, as "/a/b".</param>
    /// <returns>Those that stand there now.</returns>
    public IReadOnlySet<string> Take(string root, IReadOnlySet<string> wanted)
    {
        lock (_lock)
        {
            LinkedListNode<(string Path, HashSet<string> Directories)>? best = null;
            var most = Fewest / 2;
            var tried = 0;
            for (var node = _spares.Last; node is not null && tried++ < Tried; node = node.Previous)
            {
                var directories = node.Value.Directories;
                var shared = directories.Count(wanted.Contains);
                var gain = shared - (directories.Count - shared);
                if (gain > most)
                {
                    (best, most) = (node, gain);
                }
            }

            if (best is not null)
            {
                _spares.Remove(best);
                _directories -= best.Value.Directories.Count;
                if (Libc.Rename(best.Value.Path, root) == 0)
                {
                    return best.Value.Directories;
                }
            }
        }

        return new HashSet<string>();
    }

    /// <summary>Takes what a job leaves, if it is worth it.</summary>
    /// <param name="root">Gone afterwards, or left to be removed.</param>
    public void Keep(string root)
    {
        var directories = new HashSet<string>(StringComparer.Ordinal);
        if (!FileTree.RemoveFiles(root, directories) || directories.Count is < Fewest or > Largest)
        {
            return;
        }

        var path = $"{parent}/spare-{Interlocked.Increment(ref _kept)}";
        if (Libc.Rename(root, path) != 0)
        {
            return;
        }

        List<string> oldest = [];
        lock (_lock)
        {
            _spares.AddLast((path, directories));
            _directories += directories.Count;
            while (_directories > MostDirectories)
            {
                var (gone, had) = _spares.First!.Value;
                _spares.RemoveFirst();
                _directories -= had.Count;
                oldest.Add(gone);
            }
        }

        oldest.ForEach(gone => FileTree.Remove(gone));
    }
}

namespace Distplusplus.Server.Gate;

/// <summary>
/// Where paths lead through the symbolic links of a manifest, walked as the kernel would walk them below ROOT.
/// Made by RequestGate for one offer.
/// </summary>
internal sealed class ManifestLinks
{
    private const int MostExpansions = 40;

    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);

    public int Count => _targets.Count;

    /// <returns>False when the path is named twice.</returns>
    public bool Add(string path, string target) => _targets.TryAdd(path, target);

    /// <summary>Whether something above the path, not the path itself, is a link.</summary>
    public bool IsBelowLink(string path)
    {
        if (_targets.Count == 0)
        {
            return false;
        }

        var lookup = _targets.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (lookup.ContainsKey(path.AsSpan(0, slash)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The path without links, "." and "..".</summary>
    /// <param name="path">Absolute.</param>
    /// <returns>Null when the walk would leave the tree (".." at its top) or goes round in circles.</returns>
    public string? Resolve(string path)
    {
        var rest = new Stack<string>();
        Push(rest, path);
        var done = new List<string>();
        var expansions = 0;
        while (rest.TryPop(out var part))
        {
            switch (part)
            {
                case "" or ".":
                    continue;
                case ".." when done.Count == 0:
                    return null;
                case "..":
                    done.RemoveAt(done.Count - 1);
                    continue;
            }

            done.Add(part);
            if (_targets.Count == 0 || !_targets.TryGetValue(Join(done), out var target))
            {
                continue;
            }

            if (++expansions > MostExpansions)
            {
                return null;
            }

            if (target.StartsWith('/'))
            {
                done.Clear();
            }
            else
            {
                done.RemoveAt(done.Count - 1);
            }

            Push(rest, target);
        }

        return Join(done);
    }

    private static string Join(List<string> parts) => "/" + string.Join('/', parts);

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var part in path.Split('/').Reverse())
        {
            rest.Push(part);
        }
    }
}

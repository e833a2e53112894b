namespace Distplusplus.Server.Gate;

/// <summary>
/// Where paths lead through the symbolic links of a manifest, walked as the kernel would walk them below ROOT. Every
/// walk costs what its names are long, and all walks of an offer together have a bound. Made by RequestGate for one
/// offer.
/// </summary>
/// <param name="budget">Names that may be walked in all.</param>
internal sealed class ManifestLinks(int budget)
{
    private const int MostExpansions = 40;
    private const int Top = 0;
    private const int Elsewhere = -1;
    private const int CharactersOfName = 16;

    // The names of links as a tree: what is not in it leads to no link.
    private readonly Dictionary<(int Parent, string Name), int> _nodes = [];
    private readonly Dictionary<int, string> _targets = [];
    private int _budget = budget;

    /// <summary>The bound is reached: no path resolves any more.</summary>
    public bool IsExhausted => _budget < 0;

    /// <returns>False when the path is named twice, or the bound is reached.</returns>
    public bool Add(string path, string target)
    {
        if (!IsWithinBudget(path))
        {
            return false;
        }

        var node = Top;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!_nodes.TryGetValue((node, name), out var child))
            {
                child = _nodes.Count + 1;
                _nodes.Add((node, name), child);
            }

            node = child;
        }

        return _targets.TryAdd(node, target);
    }

    /// <summary>True if a parent of the path, not the path itself, is a link.</summary>
    /// <param name="path">Absolute and normal.</param>
    public bool IsBelowLink(string path)
    {
        var node = Top;
        for (var at = 1; _targets.Count > 0;)
        {
            var slash = path.IndexOf('/', at);
            if (slash < 0 || !_nodes.TryGetValue((node, path[at..slash]), out node))
            {
                return false;
            }

            if (_targets.ContainsKey(node))
            {
                return true;
            }

            at = slash + 1;
        }

        return false;
    }

    /// <summary>The path without links, "." and "..".</summary>
    /// <param name="path">Absolute.</param>
    /// <returns>Null when the walk would leave the tree (".." at its top, or below /proc, where the kernel has links of
    /// its own), goes round in circles, or the bound is reached.</returns>
    public string? Resolve(string path)
    {
        var rest = new Stack<string>();
        if (!Push(rest, path))
        {
            return null;
        }

        var done = new List<(string Name, int Node)>();
        var expansions = 0;
        while (rest.TryPop(out var part))
        {
            switch (part)
            {
                case "" or ".":
                    continue;
                case ".." when done.Count == 0 || HasKernelsLinks(done):
                    return null;
                case "..":
                    done.RemoveAt(done.Count - 1);
                    continue;
            }

            var parent = done.Count == 0 ? Top : done[^1].Node;
            var node = parent != Elsewhere && _nodes.TryGetValue((parent, part), out var child) ? child : Elsewhere;
            if (node == Elsewhere || !_targets.TryGetValue(node, out var target))
            {
                done.Add((part, node));
                continue;
            }

            if (++expansions > MostExpansions || !Push(rest, target))
            {
                return null;
            }

            if (target.StartsWith('/'))
            {
                done.Clear();
            }
        }

        return "/" + string.Join('/', done.Select(step => step.Name));
    }

    // From there ".." leads elsewhere than the name says.
    private static bool HasKernelsLinks(List<(string Name, int Node)> done)
        => done[0].Name == "proc" || (done.Count > 1 && done[0].Name == "dev" && done[1].Name == "fd");

    private bool IsWithinBudget(string path)
    {
        _budget -= path.AsSpan().Count('/') + (path.Length / CharactersOfName) + 1;
        return _budget >= 0;
    }

    private bool Push(Stack<string> rest, string path)
    {
        if (!IsWithinBudget(path))
        {
            return false;
        }

        var parts = path.Split('/');
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            rest.Push(parts[i]);
        }

        return true;
    }
}

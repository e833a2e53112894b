using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>The part of a closure that macros name. Owned by a <see cref="Closure"/>.</summary>
internal sealed class ComputedIncludes(
    Closure closure,
    PathTree tree,
    ClosureFiles files,
    SearchChain chain,
    int workingDirectory,
    IReadOnlyList<string> macros,
    ExpansionMemory? expansions,
    Func<ReadOnlyMemory<byte>, AskedIncludes> asked)
{
    private int _source = -1;

    /// <summary>
    /// Every name macros may come to is followed like one that stands there; where they do not tell, the compiler is
    /// asked.
    /// </summary>
    public void Resolve(int source)
    {
        _source = source;
        var unknown = expansions is null ? null : FollowRemembered(expansions);
        unknown ??= Expand();
        if (files.Obstacle is not null || unknown.Count == 0)
        {
            return;
        }

        // Whether there is a file, -M does not tell: it lists what is read.
        if (unknown.Find(one => one.Kind is not (DirectiveKind.Include or DirectiveKind.Next)) is { } query)
        {
            StopAt(query);
        }
        else if (FollowAsked(unknown))
        {
            // How a directive spelled the file, -M does not tell either.
            files.NamesAbsolute ??= NativeText.Decode(unknown[0].Tokens);
        }
        else
        {
            StopAt(unknown[0]);
        }
    }

    private void StopAt(ComputedName computed)
        => files.Stop(
            DirectObstacle.ComputedInclude,
            $"{NativeText.Decode(tree.Path(computed.File))}: {NativeText.Decode(computed.Tokens)}");

    /// <summary>Until nothing new comes in.</summary>
    /// <returns>What cannot be known.</returns>
    private List<ComputedName> Expand()
    {
        var table = new MacroTable(files.ReadAgain);
        foreach (var macro in macros)
        {
            table.AddOption(NativeText.Encode(macro));
        }

        var expander = new MacroExpander(table);
        var known = new Dictionary<string, Expansion>(StringComparer.Ordinal);
        bool again;
        do
        {
            again = false;
            var count = closure.Computed.Count;
            for (var i = 0; i < count; i++)
            {
                table.Want(closure.Computed[i].Tokens);
            }

            if (!table.Complete(files.All))
            {
                files.Stop(DirectObstacle.Changing, closure.Computed[0].File);
                return [];
            }

            expander.Refresh();
            for (var i = 0; i < count && files.Obstacle is null; i++)
            {
                var computed = closure.Computed[i];
                var text = System.Text.Encoding.Latin1.GetString(computed.Tokens);
                if (!known.TryGetValue(text, out var expansion) || !expansion.Holds(table))
                {
                    var names = expander.Names(computed.Tokens, out var consulted);
                    known[text] = expansion = new Expansion(names, consulted);
                    foreach (var name in consulted.Keys)
                    {
                        again |= table.Want(name);
                    }

                    again |= names is null || names.Count > 0;
                }

                FollowComputed(computed, expansion.Names ?? []);
            }

            closure.Drain();
            again |= closure.Computed.Count != count;
        }
        while (again && files.Obstacle is null && !expander.IsExhausted);

        if (files.Obstacle is null)
        {
            expansions?.Keep(known, table.Hashes, ExpansionMemory.Sum(tree, files.All, [.. table.Hashes]));
        }

        return [.. closure.Computed.Where(one =>
            !known.TryGetValue(System.Text.Encoding.Latin1.GetString(one.Tokens), out var expansion)
            || expansion.Names is null)];
    }

    /// <summary>Follows what an earlier process found them to be.</summary>
    /// <returns>What it could not know; null: that no longer holds, and nothing is lost.</returns>
    private List<ComputedName>? FollowRemembered(ExpansionMemory memory)
    {
        if (memory.Recall() is not { } remembered)
        {
            return null;
        }

        var unknown = new List<ComputedName>();
        for (var i = 0; i < closure.Computed.Count && files.Obstacle is null; i++)
        {
            if (!remembered.Names.TryGetValue(
                System.Text.Encoding.Latin1.GetString(closure.Computed[i].Tokens), out var names))
            {
                return null;
            }

            if (names is null)
            {
                unknown.Add(closure.Computed[i]);
            }

            FollowComputed(closure.Computed[i], names ?? []);
            closure.Drain();
        }

        return files.Obstacle is null && ExpansionMemory.Sum(tree, files.All, remembered.Macros) == remembered.Sum
            ? unknown
            : null;
    }

    /// <summary>
    /// Follows what the compiler says it reads, now or, with the very same files, to an earlier process.
    /// </summary>
    private bool FollowAsked(List<ComputedName> unknown)
    {
        var before = closure.Computed.Count;
        var question = asked(NativeText.Encode(string.Join('\n', chain.ExtraOptions)));
        var scanned = files.Nodes.ToHashSet();
        IReadOnlyList<string> stale = [];
        if (question.Recall() is { } remembered && FollowFiles(remembered.Files, unknown))
        {
            if (ExpansionMemory.Sum(tree, files.All, null) == remembered.Sum)
            {
                return true;
            }

            stale = remembered.Files;
        }

        if (files.Obstacle is not null || question.Ask(chain.ExtraOptions) is not { } all)
        {
            return false;
        }

        // What was followed in vain stays, so that the next process comes to the same sum.
        List<string> more = [.. all.Where(file => !WasScanned(file)).Union(stale)];
        if (!FollowFiles(more, unknown) || closure.Computed.Skip(before).Any(one => one.Kind is not (
            DirectiveKind.Include or DirectiveKind.Next)))
        {
            return false;
        }

        question.Keep(more, ExpansionMemory.Sum(tree, files.All, null));
        return true;

        bool WasScanned(string file)
            => tree.Walk(workingDirectory, NativeText.Encode(file), out _) is >= 0 and var node
                && scanned.Contains(node);
    }

    /// <summary>
    /// Takes files as if the directives named them, each under every name by which a search may have found it: so one
    /// that shadows it is met as well.
    /// </summary>
    private bool FollowFiles(IReadOnlyList<string> paths, List<ComputedName> unknown)
    {
        foreach (var file in paths)
        {
            var path = NativeText.Encode(file);
            var node = tree.Walk(workingDirectory, path, out var holder);
            if (node < 0 || tree.Kind(node) != NodeKind.File || path.AsSpan().IndexOf("../"u8) >= 0)
            {
                return false;
            }

            byte[] full = [.. tree.Path(holder), .. "/"u8, .. path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1)];
            var named = false;
            foreach (var directory in chain.Directories.Concat(unknown.Select(one => one.Directory)).Distinct())
            {
                if (full.AsSpan().StartsWith(tree.Path(directory)) && full[tree.Path(directory).Length] == '/')
                {
                    named = true;
                    var name = full.AsSpan(tree.Path(directory).Length + 1);
                    foreach (var computed in unknown)
                    {
                        closure.Resolve(computed.Kind, DirectiveForm.Quote, computed.Directory, name, false);
                    }
                }
            }

            if (!named || !files.Require(node, -1))
            {
                return false;
            }

            closure.Visit(node, holder);
            closure.Visit(node, tree.Parent(node));
            closure.Drain();
        }

        return files.Obstacle is null;
    }

    private void FollowComputed(ComputedName computed, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (name == MacroExpander.Self)
            {
                FollowSelf(computed);
            }
            else
            {
                closure.Resolve(
                    computed.Kind, name[0] == '"' ? DirectiveForm.Quote : DirectiveForm.Angle, computed.Directory,
                    System.Text.Encoding.Latin1.GetBytes(name[1..^1]), computed.File == _source);
            }
        }
    }

    /// <summary>
    /// #include __FILE__: the file's name as it was spelled, which may be its path or only ends like it.
    /// </summary>
    private void FollowSelf(ComputedName computed)
    {
        var path = tree.Path(computed.File).ToArray();
        closure.Resolve(computed.Kind, DirectiveForm.Quote, computed.Directory, path, computed.File == _source);
        for (var slash = path.Length; slash >= 0; slash = path.AsSpan(0, slash).LastIndexOf((byte)'/'))
        {
            if (slash < path.Length)
            {
                closure.Resolve(
                    computed.Kind, DirectiveForm.Quote, computed.Directory, path.AsSpan(slash + 1),
                    computed.File == _source);
            }
        }
    }
}

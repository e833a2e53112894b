using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>The part of the closure that macros name.</summary>
internal sealed partial class Closure
{
    /// <summary>
    /// Every name macros may come to is followed like one that stands there; where they do not tell, the compiler is
    /// asked.
    /// </summary>
    private void ResolveComputed()
    {
        var unknown = _expansions is null ? null : FollowRemembered(_expansions);
        unknown ??= Expand();
        if (_obstacle is not null || unknown.Count == 0)
        {
            return;
        }

        // Whether there is a file, -M does not tell: it lists what is read.
        if (unknown.Find(one => one.Kind is not (DirectiveKind.Include or DirectiveKind.Next)) is { } query)
        {
            StopAt(query);
        }
        else if (!FollowAsked(unknown))
        {
            StopAt(unknown[0]);
        }
    }

    private void StopAt(ComputedName computed)
        => _obstacle ??= new CollectedInputs.Unknown(
            DirectObstacle.ComputedInclude,
            $"{NativeText.Decode(_tree.Path(computed.File))}: {NativeText.Decode(computed.Tokens)}");

    /// <summary>Until nothing new comes in.</summary>
    /// <returns>What cannot be known.</returns>
    private List<ComputedName> Expand()
    {
        var table = new MacroTable(ReadAgain);
        foreach (var macro in _options.Macros)
        {
            table.AddOption(NativeText.Encode(macro));
        }

        var expander = new MacroExpander(table);
        var expansions = new Dictionary<string, Expansion>(StringComparer.Ordinal);
        bool again;
        do
        {
            again = false;
            var count = _computed.Count;
            for (var i = 0; i < count; i++)
            {
                table.Want(_computed[i].Tokens);
            }

            if (!table.Complete(_files.Values))
            {
                Stop(DirectObstacle.Changing, _computed[0].File);
                return [];
            }

            expander.Refresh();
            for (var i = 0; i < count && _obstacle is null; i++)
            {
                var computed = _computed[i];
                var text = System.Text.Encoding.Latin1.GetString(computed.Tokens);
                if (!expansions.TryGetValue(text, out var expansion) || !expansion.Holds(table))
                {
                    var names = expander.Names(computed.Tokens, out var consulted);
                    expansions[text] = expansion = new Expansion(names, consulted);
                    foreach (var name in consulted.Keys)
                    {
                        again |= table.Want(name);
                    }

                    again |= names is null || names.Count > 0;
                }

                FollowComputed(computed, expansion.Names ?? []);
            }

            Drain();
            again |= _computed.Count != count;
        }
        while (again && _obstacle is null && !expander.IsExhausted);

        if (_obstacle is null)
        {
            _expansions?.Keep(expansions, table.Hashes, ExpansionMemory.Sum(_tree, _files.Values, [.. table.Hashes]));
        }

        return _computed.FindAll(one =>
            !expansions.TryGetValue(System.Text.Encoding.Latin1.GetString(one.Tokens), out var expansion)
            || expansion.Names is null);
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
        for (var i = 0; i < _computed.Count && _obstacle is null; i++)
        {
            if (!remembered.Names.TryGetValue(
                System.Text.Encoding.Latin1.GetString(_computed[i].Tokens), out var names))
            {
                return null;
            }

            if (names is null)
            {
                unknown.Add(_computed[i]);
            }

            FollowComputed(_computed[i], names ?? []);
            Drain();
        }

        return _obstacle is null && ExpansionMemory.Sum(_tree, _files.Values, remembered.Macros) == remembered.Sum
            ? unknown
            : null;
    }

    /// <summary>
    /// Follows what the compiler says it reads, now or, with the very same files, to an earlier process.
    /// </summary>
    private bool FollowAsked(List<ComputedName> unknown)
    {
        var before = _computed.Count;
        var asked = _asked(NativeText.Encode(string.Join('\n', _chain.ExtraOptions)));
        var scanned = _files.Keys.ToHashSet();
        IReadOnlyList<string> stale = [];
        if (asked.Recall() is { } remembered && FollowFiles(remembered.Files, unknown))
        {
            if (ExpansionMemory.Sum(_tree, _files.Values, null) == remembered.Sum)
            {
                return true;
            }

            stale = remembered.Files;
        }

        if (_obstacle is not null || asked.Ask(_chain.ExtraOptions) is not { } all)
        {
            return false;
        }

        // What was followed in vain stays, so that the next process comes to the same sum.
        List<string> more = [.. all.Where(file => !WasScanned(file)).Union(stale)];
        if (!FollowFiles(more, unknown) || _computed.Skip(before).Any(one => one.Kind is not (
            DirectiveKind.Include or DirectiveKind.Next)))
        {
            return false;
        }

        asked.Keep(more, ExpansionMemory.Sum(_tree, _files.Values, null));
        return true;

        bool WasScanned(string file)
            => _tree.Walk(_workingDirectory, NativeText.Encode(file), out _) is >= 0 and var node
                && scanned.Contains(node);
    }

    /// <summary>
    /// Takes files as if the directives named them, each under every name by which a search may have found it: so one
    /// that shadows it is met as well.
    /// </summary>
    private bool FollowFiles(IReadOnlyList<string> files, List<ComputedName> unknown)
    {
        foreach (var file in files)
        {
            var path = NativeText.Encode(file);
            var node = _tree.Walk(_workingDirectory, path, out var holder);
            if (node < 0 || _tree.Kind(node) != NodeKind.File || path.AsSpan().IndexOf("../"u8) >= 0)
            {
                return false;
            }

            byte[] full = [.. _tree.Path(holder), .. "/"u8, .. path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1)];
            var named = false;
            foreach (var directory in _chain.Directories.Concat(unknown.Select(one => one.Directory)).Distinct())
            {
                if (full.AsSpan().StartsWith(_tree.Path(directory)) && full[_tree.Path(directory).Length] == '/')
                {
                    named = true;
                    var name = full.AsSpan(_tree.Path(directory).Length + 1);
                    foreach (var computed in unknown)
                    {
                        Resolve(computed.Kind, DirectiveForm.Quote, computed.Directory, name, false);
                    }
                }
            }

            if (!named || !Require(node, -1))
            {
                return false;
            }

            Visit(node, holder);
            Visit(node, _tree.Parent(node));
            Drain();
        }

        return _obstacle is null;
    }

    private byte[]? ReadAgain(InputFile file)
        => _reader.Reread(_tree, file) is var content
            && (!content.IsEmpty || file.Identity.Size == 0) ? content.ToArray() : null;

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
                Resolve(
                    computed.Kind, name[0] == '"' ? DirectiveForm.Quote : DirectiveForm.Angle, computed.Directory,
                    System.Text.Encoding.Latin1.GetBytes(name[1..^1]), computed.File == _source);
            }
        }
    }

    /// <summary>
    /// #include __FILE__: the file's name as it was spelled, which ends like its path, whatever it began with.
    /// </summary>
    private void FollowSelf(ComputedName computed)
    {
        var path = _tree.Path(computed.File).ToArray();
        for (var slash = path.Length; slash >= 0; slash = path.AsSpan(0, slash).LastIndexOf((byte)'/'))
        {
            if (slash < path.Length)
            {
                Resolve(
                    computed.Kind, DirectiveForm.Quote, computed.Directory, path.AsSpan(slash + 1),
                    computed.File == _source);
            }
        }
    }
}

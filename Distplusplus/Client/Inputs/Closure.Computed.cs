using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>The part of the closure that macros name.</summary>
internal sealed partial class Closure
{
    /// <summary>
    /// Until nothing new comes in: every name macros may come to is followed like one that stands there.
    /// </summary>
    private void ResolveComputed()
    {
        if (_expansions is not null && FollowRemembered(_expansions))
        {
            return;
        }

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
                return;
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

                if (expansion.Names is not null)
                {
                    FollowComputed(computed, expansion.Names);
                }
                else if (!again || expander.IsExhausted)
                {
                    _obstacle = new CollectedInputs.Unknown(
                        DirectObstacle.ComputedInclude,
                        $"{NativeText.Decode(_tree.Path(computed.File))}: {NativeText.Decode(computed.Tokens)}");
                }
            }

            Drain();
            again |= _computed.Count != count;
        }
        while (again && _obstacle is null);

        if (_obstacle is null)
        {
            _expansions?.Keep(expansions, table.Hashes, ExpansionMemory.Sum(_tree, _files.Values, [.. table.Hashes]));
        }
    }

    /// <summary>
    /// Follows what an earlier process found them to be; false when that no longer holds, and nothing is lost.
    /// </summary>
    private bool FollowRemembered(ExpansionMemory memory)
    {
        if (memory.Recall() is not { } remembered)
        {
            return false;
        }

        for (var i = 0; i < _computed.Count && _obstacle is null; i++)
        {
            if (!remembered.Names.TryGetValue(
                System.Text.Encoding.Latin1.GetString(_computed[i].Tokens), out var names))
            {
                return false;
            }

            FollowComputed(_computed[i], names);
            Drain();
        }

        return _obstacle is null && ExpansionMemory.Sum(_tree, _files.Values, remembered.Macros) == remembered.Sum;
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

using System.Text;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// Every definition that macros wanted by computed includes have anywhere in the closure or on the command line. Files
/// are read only when their macro hashes say they may define one. Lives as long as one collection.
/// </summary>
internal sealed class MacroTable(Func<InputFile, byte[]?> read)
{
    private readonly Dictionary<string, List<MacroDefinition>> _definitions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _hashes = [];
    private readonly HashSet<int> _readFiles = [];
    private readonly Dictionary<string, List<MacroDefinition>> _unwanted = new(StringComparer.Ordinal);
    private readonly Queue<string> _fresh = new();

    public List<MacroDefinition>? Of(string name) => _definitions.GetValueOrDefault(name);

    /// <summary>Wants a name that came out of pasting; false when it was wanted already.</summary>
    public bool Want(string name)
    {
        var before = _wanted.Count;
        Want([new MacroToken(MacroTokenKind.Name, name, false)]);
        return _wanted.Count != before;
    }

    /// <summary>The hashes of every wanted name.</summary>
    public IReadOnlyCollection<uint> Hashes => _hashes;

    /// <summary>A -D option's value.</summary>
    public void AddOption(ReadOnlySpan<byte> option)
    {
        byte[] line = [.. option, .. option.Contains((byte)'=') ? ""u8 : " 1"u8];
        if (Array.IndexOf(line, (byte)'=') is >= 0 and var equals)
        {
            line[equals] = (byte)' ';
        }

        Keep(MacroDefinition.Parse(line));
    }

    public void Want(ReadOnlySpan<byte> tokens)
        => Want(MacroToken.Split(Encoding.Latin1.GetString(tokens)));

    /// <summary>
    /// Reads what may define a wanted name, until nothing new is wanted; false when a file could not be read.
    /// </summary>
    public bool Complete(IReadOnlyCollection<InputFile> files)
    {
        int before;
        do
        {
            before = _wanted.Count;
            foreach (var file in files)
            {
                if (_readFiles.Contains(file.Node) || !file.Known.Text.MayDefine(_hashes))
                {
                    continue;
                }

                _readFiles.Add(file.Node);
                if (read(file) is not { } content)
                {
                    return false;
                }

                foreach (var definition in MacroDefinition.All(content))
                {
                    Keep(definition);
                }
            }
        }
        while (_wanted.Count != before);

        return true;
    }

    private void Want(List<MacroToken> tokens)
    {
        foreach (var token in tokens)
        {
            if (token.Kind == MacroTokenKind.Name && _wanted.Add(token.Text))
            {
                _fresh.Enqueue(token.Text);
                _hashes.Add(ByteHash.OfMacro(Encoding.Latin1.GetBytes(token.Text)));
            }
        }

        while (_fresh.TryDequeue(out var name))
        {
            if (_unwanted.Remove(name, out var definitions))
            {
                foreach (var definition in definitions)
                {
                    Keep(definition);
                }
            }
        }
    }

    private void Keep(MacroDefinition? definition)
    {
        if (definition is null)
        {
            return;
        }

        var wanted = _wanted.Contains(definition.Name);
        var table = wanted ? _definitions : _unwanted;
        if (!table.TryGetValue(definition.Name, out var all))
        {
            table.Add(definition.Name, all = []);
        }

        if (all.Exists(other => other.Text == definition.Text))
        {
            return;
        }

        all.Add(definition);
        if (wanted)
        {
            Want(definition.Body);
        }
    }
}

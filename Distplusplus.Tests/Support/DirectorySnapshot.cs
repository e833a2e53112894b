using System.Text;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Tests.Support;

/// <summary>Every file below a directory: what it is, its mode, its bytes. Times are left out.</summary>
internal sealed class DirectorySnapshot
{
    private readonly SortedDictionary<string, (string Kind, byte[] Content)> _entries = new(StringComparer.Ordinal);

    private DirectorySnapshot()
    {
    }

    public IEnumerable<string> Names => _entries.Keys;

    public static DirectorySnapshot Of(string directory)
    {
        var snapshot = new DirectorySnapshot();
        var find = new Command("/usr/bin/find", ".", "-mindepth", "1", "-printf", @"%P\0%y %m %l\0")
        {
            Directory = directory,
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C" },
        };
        var fields = find.Run().Succeeded().Output.Split('\0');
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            var content = fields[i + 1].StartsWith('f') ? NativeFile.ReadAll($"{directory}/{fields[i]}") : [];
            snapshot._entries[fields[i]] = (fields[i + 1], content);
        }

        return snapshot;
    }

    /// <summary>The part whose names pass.</summary>
    public DirectorySnapshot Only(Func<string, bool> passes)
    {
        var part = new DirectorySnapshot();
        foreach (var (name, entry) in _entries.Where(e => passes(e.Key)))
        {
            part._entries[name] = entry;
        }

        return part;
    }

    /// <summary>Names whose bytes differ.</summary>
    public IEnumerable<string> DifferingFrom(DirectorySnapshot other)
        => _entries.Where(e => other._entries.TryGetValue(e.Key, out var there)
            && !there.Content.AsSpan().SequenceEqual(e.Value.Content)).Select(e => e.Key);

    public byte[] Content(string name) => _entries[name].Content;

    /// <summary>Every difference in a line; empty when both are the same.</summary>
    /// <param name="normalise">Takes out of a file, given its name, what may differ.</param>
    public string DifferenceFrom(DirectorySnapshot plain, Func<string, byte[], byte[]>? normalise = null)
    {
        var lines = new StringBuilder();
        foreach (var (name, theirs) in plain._entries)
        {
            if (!_entries.TryGetValue(name, out var ours))
            {
                lines.AppendLine($"missing: {NativeText.ForPeople(name)}");
            }
            else if (ours.Kind != theirs.Kind)
            {
                lines.AppendLine($"type or mode: {NativeText.ForPeople(name)}: {ours.Kind}, plainly {theirs.Kind}");
            }
            else if (!ours.Content.AsSpan().SequenceEqual(theirs.Content)
                && (normalise is null
                    || !normalise(name, ours.Content).AsSpan().SequenceEqual(normalise(name, theirs.Content))))
            {
                var at = ours.Content.AsSpan().CommonPrefixLength(theirs.Content);
                lines.AppendLine($"content: {NativeText.ForPeople(name)}: {ours.Content.Length} bytes, "
                    + $"plainly {theirs.Content.Length}, differ from byte {at}");
            }
        }

        foreach (var name in _entries.Keys.Except(plain._entries.Keys))
        {
            lines.AppendLine($"left over: {NativeText.ForPeople(name)}");
        }

        return lines.ToString();
    }
}

using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Options;

/// <summary>
/// The table of options of gcc 8–15 and clang 10–20: sorted arrays by theme with binary search, longest matching name
/// first. Client and host use the same table.
/// </summary>
/// <remarks>
/// An option that is in no array is known by its shape: -f…, -m…, -W…, -O…, -g… and -std… whose words are made of
/// letters, digits and "_+-=,:" alone, and dots between digits (no "/", no "@": nothing that could name a file) may
/// go, but for one with a value whose name speaks of a file, a directory, code or a program. Every other option that is
/// not listed keeps the compile here. So an array lists only what the shape does not tell.
/// </remarks>
internal static class OptionTable
{
    private static readonly string[] s_wordsOfFiles =
    [
        "cache", "config", "dir", "dump", "file", "library", "list", "load", "log", "map", "module", "output", "path",
        "plugin", "program", "report", "save", "script", "server", "socket", "spec", "trace", "wrapper", "write",
    ];

    /// <summary>The arrays, for tests and documents.</summary>
    public static IEnumerable<OptionEntry[]> Sections
        => [PlainOptions.Entries, LongOptions.Entries, FeatureOptions.Entries, MachineOptions.Entries,
            WarningOptions.Entries, DebugOptions.Entries];

    /// <summary>The line that fits an argument best, or null: not listed.</summary>
    /// <param name="argument">Begins with "-" and is longer.</param>
    public static OptionEntry? Find(string argument, CompilerFamily family)
    {
        var section = SectionOf(argument);
        var families = family == CompilerFamily.Clang ? CompilerFamilies.Clang : CompilerFamilies.Gcc;
        var key = argument.AsSpan();
        while (key.Length > 1)
        {
            var index = Search(section, key, out var exact);
            if (exact)
            {
                var entry = section[index];
                if ((entry.Families & families) != 0 && (key.Length == argument.Length || IsJoined(entry.Style)))
                {
                    return entry;
                }

                key = key[..^1];
            }
            else
            {
                // Every name that begins this argument begins what it shares with its neighbour below.
                key = index == 0 ? default : key[..key.CommonPrefixLength(section[index - 1].Name)];
            }
        }

        return null;
    }

    /// <summary>Applies the rule for options that are not listed; null means that the compile stays local.</summary>
    public static OptionEntry? ByShape(string argument)
    {
        if (argument.Length < 2 || argument[1] is not ('f' or 'm' or 'W' or 'O' or 'g')
            && !argument.StartsWith("-std", StringComparison.Ordinal))
        {
            return null;
        }

        return IsPlainWord(argument) && !SpeaksOfFiles(argument) ? new OptionEntry(argument) : null;
    }

    // A plain word may name a file of the working directory.
    private static bool SpeaksOfFiles(string argument)
        => argument.IndexOf('=') is > 2 and var end
            && Array.Exists(argument[2..end].Split('-'), s_wordsOfFiles.Contains);

    /// <summary>Nothing in it could lead to a file.</summary>
    public static bool IsPlainWord(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            var isVersionDot = c == '.' && i > 0 && char.IsAsciiDigit(word[i - 1])
                && i + 1 < word.Length && char.IsAsciiDigit(word[i + 1]);
            if (!(char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '=' or ',' or ':' || isVersionDot))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsJoined(ValueStyle style) => style is ValueStyle.Joined or ValueStyle.JoinedOrSeparate;

    private static OptionEntry[] SectionOf(string argument) => argument[1] switch
    {
        '-' => LongOptions.Entries,
        'f' => FeatureOptions.Entries,
        'm' => MachineOptions.Entries,
        'W' => WarningOptions.Entries,
        'g' => DebugOptions.Entries,
        _ => PlainOptions.Entries,
    };

    private static int Search(OptionEntry[] section, ReadOnlySpan<char> key, out bool exact)
    {
        var low = 0;
        var high = section.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = section[middle].Name.AsSpan().SequenceCompareTo(key);
            if (order == 0)
            {
                exact = true;
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        exact = false;
        return low;
    }
}

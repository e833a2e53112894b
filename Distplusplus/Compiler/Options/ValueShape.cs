using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Options;

/// <summary>
/// Checks that a value has the form its option allows. Client and host use the same check; paths are checked elsewhere.
/// </summary>
internal static class ValueShape
{
    /// <summary>Null: fine. Otherwise the reason that keeps such a compile here.</summary>
    public static LocalReason? Objection(ParsedOption option)
    {
        var value = option.Value;
        if (value.StartsWith('@'))
        {
            // Drivers hand joined values on apart, and what they call puts the file's content in the place of such a
            // word: -I@x is as good as any option.
            return LocalReason.ResponseFile;
        }

        if (option.Entry.TakesNext && !option.Entry.SaysOptions && value.StartsWith('-'))
        {
            // clang looks for --driver-mode= in every word, and a table of another mode takes the word for an option.
            return LocalReason.UnknownOption;
        }

        return option.Entry.Value switch
        {
            ValueMeaning.Plain => OptionTable.IsPlainWord(value) ? null : LocalReason.UnknownOption,
            ValueMeaning.Version => IsVersion(value) ? null : LocalReason.UnknownOption,
            ValueMeaning.Text => null,
            ValueMeaning.InputFile or ValueMeaning.OutputFile => null,
            ValueMeaning.InputDirectory => IsSysrootRelative(value) ? LocalReason.IncludePrefix : null,
            ValueMeaning.PrefixMap => value.Contains('=') ? null : LocalReason.UnknownOption,
            ValueMeaning.AssemblerWords => AreForAssembler(value) ? null : LocalReason.AssemblerOption,
            ValueMeaning.PreprocessorWords => AreMacros(value) ? null : LocalReason.PreprocessorOption,
            ValueMeaning.LinkerWords => NameNoFile(value) ? null : LocalReason.LinkerOption,
            ValueMeaning.InnerWord =>
                PassThroughAllowList.Allows(option.Entry.Name, value) ? null : LocalReason.InnerOption,
        };
    }

    /// <summary>
    /// Bytes no path, macro or option has in an honest build, and which spoil logs and dependency files.
    /// </summary>
    public static bool HasControlBytes(string text)
        => text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f');

    /// <summary>Tells whether a compiler would take a name in a word of its own for an option.</summary>
    public static bool IsReadAsOption(string name) => name is ['-' or '@', ..];

    /// <summary>Tells whether gcc would prefix its sysroot: then the name is not one of the tree.</summary>
    public static bool IsSysrootRelative(string value)
        => value.StartsWith('=') || value.StartsWith("$SYSROOT", StringComparison.Ordinal);

    private static bool IsVersion(string value)
    {
        foreach (var part in value.AsSpan().Split('.'))
        {
            if (!OptionTable.IsPlainWord(value.AsSpan()[part]))
            {
                return false;
            }
        }

        return !value.Contains("..", StringComparison.Ordinal);
    }

    // "-D…" and "-U…"; everything else that -Wp can say is for the classifier, which takes dependency forms apart.
    private static bool AreMacros(string words)
    {
        foreach (var range in words.AsSpan().Split(','))
        {
            var word = words.AsSpan()[range];
            if (word.Length < 3 || !(word.StartsWith("-D") || word.StartsWith("-U")))
            {
                return false;
            }
        }

        return true;
    }

    // Of all words that clang reads wherever they stand, the one that changes how it reads the others.
    private static bool NameNoFile(string words)
        => !words.Contains('/') && !words.Contains('@')
            && !words.StartsWith("--driver-mode", StringComparison.Ordinal);

    private static bool AreForAssembler(string words)
    {
        foreach (var range in words.AsSpan().Split(','))
        {
            if (!IsForAssembler(words.AsSpan()[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsForAssembler(ReadOnlySpan<char> word)
    {
        if (word.Contains('/') || word.Contains('@'))
        {
            return false;
        }

        return word is "--noexecstack" or "--execstack" or "--fatal-warnings" or "--warn" or "--no-warn" or "-W"
                or "--32" or "--64" or "--x32" or "--divide" or "-L" or "--keep-locals" or "-g" or "--gen-debug"
                or "--nocompress-debug-sections" or "--compress-debug-sections" or "-EL" or "-EB" or "-n" or "-J"
                or "--reduce-memory-overheads" or "--no-pad-sections" or "--strip-local-absolute" or "-mbig-obj"
            || ((word.StartsWith("-m") || word.StartsWith("--gdwarf-") || word.StartsWith("-gdwarf-")
                    || word.StartsWith("--compress-debug-sections=") || word.StartsWith("--elf-stt-common=")
                    || word.StartsWith("--generate-missing-build-notes=") || word.StartsWith("--hash-size="))
                && IsVersion(word.ToString()));
    }
}

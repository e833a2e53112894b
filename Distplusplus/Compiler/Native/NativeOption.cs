using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Native;

/// <summary>
/// Options that refer to the processor of the machine, and their explicit equivalents for gcc and clang, which can be
/// sent to any host.
/// </summary>
internal static class NativeOption
{
    // What every processor that clang names for x86-64 has, and what no option of its driver says.
    private static readonly string[] s_implied = ["64bit", "cmov", "cx8"];

    /// <summary>Matches -march=native and similar options.</summary>
    public static bool Is(ParsedOption option)
        => (option.Entry.Traits & OptionTraits.MayBeNative) != 0
            && (option.Value == "native" || option.Value.StartsWith("native+", StringComparison.Ordinal));

    /// <summary>
    /// An option that makes the compiler record its options in their order; explicit ones may have another order than
    /// native's. gcc does so with -g too.
    /// </summary>
    public static bool RecordsOrder(ParsedOption option, CompilerFamily family)
        => option.Entry.Name is "-flto" or "-flto="
            || (family == CompilerFamily.Gcc
                && (option.Entry.Name == "-fverbose-asm"
                    || (option.Entry.Name.StartsWith("-g", StringComparison.Ordinal) && option.Entry.Name != "-g0")));

    /// <summary>The arguments, without argv[0], that make it print its commands to standard error.</summary>
    /// <param name="options">As written: -march=native.</param>
    public static IReadOnlyList<string> Query(params IEnumerable<string> options)
        => ["-###", "-E", .. options, "-x", "c", "/dev/null"];

    /// <summary>The arguments that print the predefined macros: the same for the same features.</summary>
    public static IReadOnlyList<string> Macros(params IEnumerable<string> options)
        => ["-dM", "-E", .. options, "-x", "c", "/dev/null"];

    /// <summary>The processor and the one it tunes for in clang's answer to a query.</summary>
    public static (string? Processor, string? Tuned) Processors(string error)
    {
        var words = ClangCommand(error);
        return (After("-target-cpu"), After("-tune-cpu"));

        string? After(string word)
            => words.IndexOf(word) is >= 0 and var i && i + 1 < words.Count ? words[i + 1] : null;
    }

    /// <summary>
    /// clang's answer as options of its driver; null if there is none. A second query verifies that they are complete.
    /// </summary>
    public static IReadOnlyList<string>? ParseClang(string option, string error)
    {
        var (processor, tuned) = Processors(error);
        if (option.StartsWith("-mtune=", StringComparison.Ordinal))
        {
            return tuned is null ? null : [$"-mtune={tuned}"];
        }

        if (processor is null || !option.StartsWith("-march=", StringComparison.Ordinal))
        {
            return null;
        }

        var options = new List<string> { $"-march={processor}" };
        var words = ClangCommand(error);
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i] == "-target-feature" && words[i + 1].Length > 1 && !s_implied.Contains(words[i + 1][1..]))
            {
                options.Add((words[i + 1][0] == '+' ? "-m" : "-mno-") + words[i + 1][1..]);
            }
        }

        return options;
    }

    /// <summary>An option of which "native" means another thing to gcc.</summary>
    public static bool IsWidth(string option) => option is "-m16" or "-m32" or "-m64" or "-mx32";

    /// <summary>The explicit options in gcc's answer, or null: it has none, or not all of them are plain.</summary>
    /// <param name="error">What gcc wrote on standard error, in the C locale.</param>
    public static IReadOnlyList<string>? Parse(string error) => WordsOfGcc(error, joined: true, []);

    /// <summary>The options of gcc's answer in its own form, without those of the query.</summary>
    /// <inheritdoc cref="Parse"/>
    public static IReadOnlyList<string>? Words(string error, IEnumerable<string> asked)
        => WordsOfGcc(error, joined: false, [.. asked]);

    /// <summary>The target in gcc's answer; empty if there is none.</summary>
    public static string TargetOfGcc(string error)
    {
        const string Word = "Target: ";
        return Array.Find(error.Split('\n'), line => line.StartsWith(Word, StringComparison.Ordinal)) is { } line
            ? line[Word.Length..].Trim()
            : "";
    }

    private static List<string>? WordsOfGcc(string error, bool joined, HashSet<string> asked)
    {
        var command = Array.Find(
            error.Split('\n'), line => line.StartsWith(' ') && line.Contains("/cc1 ", StringComparison.Ordinal));
        if (command is null)
        {
            return null;
        }

        var words = CompilerDefaults.Split(command);
        var options = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "--param" && i + 1 < words.Count)
            {
                options.AddRange(joined ? [$"--param={words[++i]}"] : ["--param", words[++i]]);
            }
            else if (!asked.Contains(words[i])
                && (words[i].StartsWith("-m", StringComparison.Ordinal)
                    || words[i].StartsWith("--param=", StringComparison.Ordinal)))
            {
                options.Add(words[i]);
            }
        }

        return options.Count > 0 && !options.Exists(option => option.Contains("=native", StringComparison.Ordinal))
            ? options
            : null;
    }

    private static List<string> ClangCommand(string error)
        => Array.Find(error.Split('\n'), line => line.Contains("\"-cc1\"", StringComparison.Ordinal)) is { } command
            ? CompilerDefaults.Split(command)
            : [];
}

namespace Distplusplus.Compiler;

/// <summary>
/// Options that mean the processor of the machine the compiler runs on, and what gcc makes of them there: the answer
/// can be sent to any host. With -g the producer string has the same words in another order.
/// </summary>
internal static class NativeOption
{
    /// <summary>-march=native and its kin.</summary>
    public static bool Is(ParsedOption option)
        => (option.Entry.Traits & OptionTraits.MayBeNative) != 0
            && (option.Value == "native" || option.Value.StartsWith("native+", StringComparison.Ordinal));

    /// <summary>
    /// An option with which gcc writes down its options in the order it was given them; said explicitly, some of
    /// native's stand elsewhere.
    /// </summary>
    public static bool RecordsOrder(ParsedOption option)
        => option.Entry.Name is "-fverbose-asm" or "-flto" or "-flto="
            || (option.Entry.Name.StartsWith("-g", StringComparison.Ordinal) && option.Entry.Name != "-g0");

    /// <summary>The arguments, without argv[0], that make gcc tell on standard error what it would do.</summary>
    /// <param name="option">As written: -march=native.</param>
    public static IReadOnlyList<string> Query(string option) => ["-###", "-E", option, "-x", "c", "/dev/null"];

    /// <summary>The explicit options in the answer, or null: it has none, or not all of them are plain.</summary>
    /// <param name="error">What gcc wrote on standard error, in the C locale.</param>
    public static IReadOnlyList<string>? Parse(string error)
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
                options.Add($"--param={words[++i]}");
            }
            else if (words[i].StartsWith("-m", StringComparison.Ordinal)
                || words[i].StartsWith("--param=", StringComparison.Ordinal))
            {
                options.Add(words[i]);
            }
        }

        return options.Count > 0 && !options.Exists(option => option.Contains("=native", StringComparison.Ordinal))
            ? options
            : null;
    }
}

namespace Distplusplus.Compiler;

/// <summary>
/// Expanded text has lost where in its line a macro's words stood. With debug information that shows in the object's
/// line tables only; where columns become code, data or another output, expanded text is not sent.
/// </summary>
internal static class LostColumns
{
    /// <summary>No word is longer.</summary>
    public const int LongestWord = 25;

    public const string Sentence = "writes columns down, which expanded text has lost";

    /// <summary>The option that makes the compiler write columns down, or null.</summary>
    public static string? Option(CompileCommand command)
        => command.Options.FirstOrDefault(option => Sanitizers.IsOne(option) || option.Entry.Name
                is "-fstack-usage" or "-fcallgraph-info" or "-fcallgraph-info="
                or "-fsave-optimization-record" or "-fsave-optimization-record=")
            ?.Arguments[0];

    /// <summary>Whether the text asks for its own columns, as std::source_location does.</summary>
    public static bool AreAskedFor(ReadOnlySpan<byte> text)
        => text.IndexOf("__builtin_COLUMN"u8) >= 0 || text.IndexOf("__builtin_source_location"u8) >= 0;
}

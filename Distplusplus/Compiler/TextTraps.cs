using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>
/// Words in a text with its directives kept that mean something else there than in the source: such a text is not
/// sent, the fully expanded one is. Seen with gcc 12 and clang 14; a word in a comment costs only the second run.
/// </summary>
internal static class TextTraps
{
    /// <summary>No word is longer.</summary>
    public const int LongestWord = LostColumns.LongestWord;

    /// <summary>Whether a word that this form of text cannot carry is in this piece of it.</summary>
    public static bool IsIn(ReadOnlySpan<byte> text, CompilerFamily family, TextForm form) => form switch
    {
        TextForm.Directives => IsForDirectives(text, family),
        TextForm.Expanded => LostColumns.AreAskedFor(text),
    };

    // Both would take the text's own time; clang evaluates conditions twice.
    private static bool IsForDirectives(ReadOnlySpan<byte> text, CompilerFamily family)
        => text.IndexOf("__TIMESTAMP__"u8) >= 0
            || (family == CompilerFamily.Clang && text.IndexOf("__COUNTER__"u8) >= 0);

    /// <summary>Whether the source itself has one of the words, or what only the source can say.</summary>
    /// <param name="source">Null: it cannot be read.</param>
    public static bool IsSource(ReadOnlySpan<byte> source, CompilerFamily family)
        => IsForDirectives(source, family)
            || (family == CompilerFamily.Gcc && (HasLostPragma(source) || EndsInBackslash(source)));

    /// <summary>Whether a source or header has a pragma that gcc drops from text with its directives.</summary>
    public static bool HasLostPragma(ReadOnlySpan<byte> file)
        => file.IndexOf("push_macro"u8) >= 0
            || file.IndexOf("redefine_extname"u8) >= 0
            || file.IndexOf("GCC poison"u8) >= 0
            || file.IndexOf("pragma message"u8) >= 0;

    /// <summary>
    /// An option because of which clang's text with its includes rewritten would lose macros or have them counted as
    /// unused.
    /// </summary>
    public static bool ForbidsDirectives(CompileCommand command)
    {
        foreach (var option in command.Options)
        {
            if (command.Family == CompilerFamily.Clang
                && option.Entry.Name
                    is "-imacros" or "--imacros" or "--imacros=" or "-Weverything" or "-Wunused-macros")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the text is one in which gcc has written definitions anew, out of files whose bytes it has left alone.
    /// </summary>
    public static bool RewritesDefinitions(CompileCommand command, TextForm form)
        => command.Family == CompilerFamily.Gcc
            && PreprocessCommandLine.Possible(command, form) == TextForm.Directives
            && !command.Options.Any(option => option.Entry.Name == "-finput-charset=");

    /// <summary>
    /// Whether such a text may be lean: nobody looks at the comments in the system's headers, nor at the definitions,
    /// and they are called as they were found.
    /// </summary>
    public static bool MayBeLean(CompileCommand command, TextForm form)
        => RewritesDefinitions(command, form)
            && !command.Options.Any(option => option.Arguments[0] is "-Wsystem-headers"
                or "-fcanonical-system-headers" or "-fno-canonical-system-headers");

    // An error there, a warning where the preprocessor has ended the line.
    private static bool EndsInBackslash(ReadOnlySpan<byte> source) => source.TrimEnd("\r\n"u8) is [.., (byte)'\\'];
}

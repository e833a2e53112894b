using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>
/// Words in a text with its directives kept that mean something else there than in the source: such a text is not
/// sent, the fully expanded one is. Seen with gcc 12 and clang 14; a word in a comment costs only the second run.
/// </summary>
internal static class TextTraps
{
    /// <summary>No word is longer.</summary>
    public const int LongestWord = 16;

    /// <summary>Whether one of the words is in this piece of text.</summary>
    /// <remarks>Both would take the text's own time; clang evaluates conditions twice.</remarks>
    public static bool IsIn(ReadOnlySpan<byte> text, CompilerFamily family)
        => text.IndexOf("__TIMESTAMP__"u8) >= 0
            || (family == CompilerFamily.Clang && text.IndexOf("__COUNTER__"u8) >= 0);

    /// <summary>Whether the source itself has one of the words, or a pragma that gcc drops with directives.</summary>
    /// <param name="source">Null: it cannot be read.</param>
    public static bool IsSource(ReadOnlySpan<byte> source, CompilerFamily family)
        => IsIn(source, family)
            || (family == CompilerFamily.Gcc
                && (source.IndexOf("push_macro"u8) >= 0
                    || source.IndexOf("redefine_extname"u8) >= 0
                    || source.IndexOf("GCC poison"u8) >= 0
                    || source.IndexOf("pragma message"u8) >= 0));

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
    /// Whether what the compiler said of a text is what it would have said of the source. clang quotes lines from the
    /// text, but counts differently what its macros paste together; gcc reads the files that the text names, which a
    /// host does not have, and of expanded text both know no
    /// macros. A failure is never sure: text can fail where the source does not.
    /// </summary>
    /// <param name="said">All that it printed.</param>
    public static bool AnswerIsSure(CompilerFamily family, TextForm form, int exitCode, ReadOnlySpan<byte> said)
        => exitCode == 0
            && (said.IsEmpty
                || (family == CompilerFamily.Clang
                    && form == TextForm.Directives
                    && said.IndexOf("<scratch space>"u8) < 0));
}

using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>
/// What in a source, a header or a text means something else in a text than in the source, so that another form of it
/// is sent or none. Seen with gcc 11 and 12, clang 14 to 16; a word in a comment costs only the second run.
/// </summary>
internal static class TextTraps
{
    /// <summary>No word is longer.</summary>
    public static int LongestWord(CompileCommand command)
        => Math.Max(LostColumns.LongestWord, MarkOfItself(command).Length);

    /// <summary>What in this piece of a text this form of it cannot carry, or null.</summary>
    public static TextTrap? In(ReadOnlySpan<byte> text, CompileCommand command, TextForm form) => form switch
    {
        TextForm.Directives => IsOtherwise(text, command.Family) ? TextTrap.OtherMeaning
            : command.Family == CompilerFamily.Clang && text.IndexOf(MarkOfItself(command)) >= 0 ? TextTrap.Itself
            : null,
        TextForm.Expanded => LostColumns.AreAskedFor(text) ? TextTrap.Columns
            : command.Family == CompilerFamily.Gcc && text.IndexOf("\n#pragma message"u8) >= 0 ? TextTrap.Message
            : null,
    };

    /// <param name="source">Null: it cannot be read.</param>
    public static TextTrap? InSource(ReadOnlySpan<byte> source, CompilerFamily family)
        => source.TrimEnd("\r\n"u8) is [.., (byte)'\\'] ? TextTrap.LastBackslash
            : (family == CompilerFamily.Gcc ? InFile(source) : null)
                ?? (IsOtherwise(source, family) ? TextTrap.OtherMeaning : null);

    /// <summary>What of a source or header is not in the text that gcc makes of it.</summary>
    public static TextTrap? InFile(ReadOnlySpan<byte> file)
        => file.TrimEnd("\r\n"u8) is [.., (byte)'\\'] ? TextTrap.LastBackslash
            : file.Contains((byte)0) ? TextTrap.NullBytes
            : HasLostPragma(file) ? TextTrap.LostPragma
            : null;

    /// <summary>Whether a source or header has a pragma that gcc drops from text with its directives.</summary>
    public static bool HasLostPragma(ReadOnlySpan<byte> file)
        => file.IndexOf("push_macro"u8) >= 0
            || file.IndexOf("redefine_extname"u8) >= 0
            || file.IndexOf("GCC poison"u8) >= 0
            || file.IndexOf("pragma message"u8) >= 0;

    /// <summary>
    /// An option that changes how a source is read, and of which the compiler of a text cannot be told, or null.
    /// </summary>
    public static ParsedOption? OptionOfSource(CompileCommand command)
        => command.Options.FirstOrDefault(option => option.Entry.Name
            is "-trigraphs" or "-undef" or "-traditional" or "-traditional-cpp");

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

    // Both would take the text's own time; clang evaluates conditions twice.
    private static bool IsOtherwise(ReadOnlySpan<byte> text, CompilerFamily family)
        => text.IndexOf("__TIMESTAMP__"u8) >= 0
            || (family == CompilerFamily.Clang && text.IndexOf("__COUNTER__"u8) >= 0);

    // clang calls a source that is included again by the second name, "./a.c", everywhere; its text by the first.
    private static byte[] MarkOfItself(CompileCommand command)
        => [.. "\n# 1 \""u8, .. NativeText.Encode(command.Source), .. "\" 1\n"u8];
}

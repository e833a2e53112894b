using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>
/// The options of an offer: what a host needs to know beyond source, output, language and dependencies.
/// </summary>
internal static class OfferedOptions
{
    /// <summary>Direct mode: everything that is said, but what speaks to gcc's linker alone.</summary>
    public static IReadOnlyList<string> ForDirect(CompileCommand command)
    {
        var options = new List<string>(command.Options.Length);
        foreach (var option in command.Options)
        {
            if (IsOffered(option, command.Family))
            {
                options.AddRange(option.Arguments);
            }
        }

        return options;
    }

    /// <summary>Text mode: what is left to say once the text is preprocessed.</summary>
    public static IReadOnlyList<string> ForText(CompileCommand command, TextForm form = TextForm.Directives)
    {
        // Text with clang's includes rewritten still has its macros; those of the command line are not in it.
        var keepsMacros = command.Family == CompilerFamily.Clang
            && PreprocessCommandLine.Possible(command, form) == TextForm.Directives;
        var options = new List<string>(command.Options.Length);
        foreach (var option in command.Options)
        {
            if (IsOffered(option, command.Family) && IsForText(option, command, keepsMacros))
            {
                options.AddRange(option.Arguments);
            }
        }

        return options;
    }

    private static bool IsOffered(ParsedOption option, CompilerFamily family)
        => option.Entry.Side != OptionSide.Command
            && !DependencyOptions.IsDependencyForm(option)
            && !(option.Entry.Side == OptionSide.Link && family == CompilerFamily.Gcc
                && option.Entry.Style != ValueStyle.None);

    private static bool IsForText(ParsedOption option, CompileCommand command, bool keepsMacros)
    {
        if (option.Entry.Value is ValueMeaning.PreprocessorWords || option.Entry.Name is "-D" or "-U")
        {
            return keepsMacros;
        }

        return option.Entry.Side switch
        {
            OptionSide.Both or OptionSide.Codegen => true,
            OptionSide.Preprocess or OptionSide.Command => false,

            // The local preprocessor has already said that clang does not use it.
            OptionSide.Link => command.Family == CompilerFamily.Gcc,
        };
    }
}

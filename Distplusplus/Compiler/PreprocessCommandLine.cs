using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>
/// The command line, without argv[0], of the local preprocessor that writes a compile's text to standard output.
/// </summary>
internal static class PreprocessCommandLine
{
    /// <summary>False: the source is what would be sent; no preprocessor runs over this language.</summary>
    public static bool IsNeeded(CompileCommand command) => !SourceLanguage.IsPreprocessed(command.Language);

    /// <summary>
    /// The form that is possible: assembler sources have no directives to keep, and only of plain text does clang take
    /// the name it records in link-time objects from the text itself.
    /// </summary>
    public static TextForm Possible(CompileCommand command, TextForm form)
        => command.Language == Language.AssemblerWithCpp
            || (command.Family == CompilerFamily.Clang && command.Source.StartsWith('/')
                && DirectMode.LinkTimeOption(command.Options) is not null)
            || TextTraps.ForbidsDirectives(command)
            ? TextForm.Expanded
            : form;

    /// <param name="isLean">The text may name headers as they were found.</param>
    public static IReadOnlyList<string> Build(CompileCommand command, TextForm form, bool isLean = false)
    {
        var arguments = OptionsOf(command);
        arguments.Add("-E");
        if (command.Family == CompilerFamily.Gcc)
        {
            // With -g it would say so by itself; link-time objects record the directory in any case.
            arguments.Add("-fworking-directory");
        }

        if (Possible(command, form) == TextForm.Directives)
        {
            arguments.Add(command.Family == CompilerFamily.Clang ? "-frewrite-includes" : "-fdirectives-only");
        }

        if (isLean)
        {
            // Else gcc asks for every directory on the way to every place where a header might be whether it is a link:
            // a tenth of its time.
            arguments.Add("-fno-canonical-system-headers");
        }

        if (command.Dependencies is { } dependencies)
        {
            arguments.AddRange(dependencies.Arguments(dependencies.File));
        }

        arguments.Add("-x");
        arguments.Add(SourceLanguage.Name(command.Language));
        arguments.Add(command.Source);
        return arguments;
    }

    /// <summary>The command line that prints which files the compile reads, as a make rule.</summary>
    public static IReadOnlyList<string> ForDependencies(CompileCommand command)
        => [.. OptionsOf(command), "-M", "-MT", "x", "-x", SourceLanguage.Name(command.Language), command.Source];

    private static List<string> OptionsOf(CompileCommand command)
    {
        var arguments = new List<string>(command.Options.Length + 12);
        foreach (var option in command.Options)
        {
            if (option.Entry.Side != OptionSide.Command && !DependencyOptions.IsDependencyForm(option)
                && option.Entry.Value != ValueMeaning.OutputFile && !WritesBeside(option))
            {
                arguments.AddRange(option.Arguments);
            }
        }

        return arguments;
    }

    // The compile on the host writes these; the preprocessor must not leave its own.
    private static bool WritesBeside(ParsedOption option) => option.Entry.Name
        is "-ftime-trace" or "-fsave-optimization-record" or "-fsave-optimization-record=";
}

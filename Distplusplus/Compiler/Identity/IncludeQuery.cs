using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Identity;

/// <summary>Asks a compiler which files a compile reads: its own command line with -M.</summary>
internal static class IncludeQuery
{
    /// <summary>The arguments without argv[0]; the answer is a make rule on standard output.</summary>
    public static IReadOnlyList<string> Arguments(CompileCommand command)
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

    // The compile writes these; the question must not leave its own.
    private static bool WritesBeside(ParsedOption option) => option.Entry.Name
        is "-ftime-trace" or "-fsave-optimization-record" or "-fsave-optimization-record=";
}

using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics;

/// <summary>
/// Says of one command line whether it may leave this machine, and why not: <c>check -- g++ -c x.cc</c>.
/// </summary>
internal static class CompileExplanation
{
    /// <param name="commandLine">The compiler's name and its arguments.</param>
    /// <param name="familyOf">What the compiler is where its name does not tell (cc, c++); null: nobody knows.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<string> commandLine, ClassifierContext context, Func<string, CompilerFamily?> familyOf)
    {
        var compiler = commandLine[0];
        var name = Path.GetFileName(compiler);
        var shown = NativeText.ForPeople(compiler);
        if (!CompilerName.LooksLikeCompiler(name))
        {
            return [$"`{shown}` is no name of a compiler: write it as in a build, for example distplusplus check -- "
                + $"g++ -c x.cc"];
        }

        var driver = CompilerName.DriverOf(name)
            ?? (familyOf(compiler) is { } family ? new CompilerDriver(family, CompilerName.IsCxx(name)) : null);
        return driver is null
            ? [$"stays here: `{shown}` is not on PATH, or it is neither gcc nor clang"]
            : ArgumentClassifier.Classify(driver, [.. commandLine.Skip(1)], context) switch
            {
                Classification.RunLocally local =>
                [
                    $"stays here: {LocalReasons.Sentence(local.Reason, local.Culprit)}",
                    $"reason: {LocalReasons.Name(local.Reason)}",
                ],
                Classification.Remote { Command: var command } => Remote(command),
                _ => throw new InvalidOperationException("a classification is local or remote"),
            };
    }

    private static IEnumerable<string> Remote(CompileCommand command)
    {
        yield return $"may leave this machine: {NativeText.ForPeople(command.Source)}, "
            + $"{LanguageName(command.Language)}";
        foreach (var output in command.Outputs)
        {
            yield return $"comes back: {NativeText.ForPeople(output.Path)} ({KindName(output.Kind)})";
        }
    }

    private static string LanguageName(Language language) => language switch
    {
        Language.Unspecified => "of an unknown language",
        Language.C => "C",
        Language.Cxx => "C++",
        Language.ObjectiveC => "Objective-C",
        Language.ObjectiveCxx => "Objective-C++",
        Language.Assembler => "assembler",
        Language.AssemblerWithCpp => "assembler with preprocessor",
        Language.PreprocessedC => "preprocessed C",
        Language.PreprocessedCxx => "preprocessed C++",
    };

    private static string KindName(OutputKind kind) => kind switch
    {
        OutputKind.Unspecified => "unknown",
        OutputKind.Main => "the result",
        OutputKind.Dependencies => "dependencies",
        OutputKind.SplitDwarf => "debug information",
        OutputKind.StackUsage => "stack usage",
        OutputKind.CoverageNotes => "coverage notes",
        OutputKind.CallGraph => "call graph",
        OutputKind.Diagnostics => "diagnostics",
        OutputKind.OptimizationRecord => "optimization record",
        OutputKind.TimeTrace => "time trace",
    };
}

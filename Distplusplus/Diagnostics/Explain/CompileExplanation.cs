using Distplusplus.Client;
using Distplusplus.Client.Inputs;
using Distplusplus.Client.Local;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Explain;

/// <summary>
/// Explains one command line: whether it can run on a host, why not, what would be sent (<c>check -- g++ -c x.cc</c>).
/// It shows the plan that the compile itself would carry out; nothing is compiled or sent.
/// </summary>
/// <param name="ourselves">The file we are, never taken for a compiler.</param>
internal sealed class CompileExplanation(
    ClientConfiguration configuration, Func<string, string?> environment, FileIdentity ourselves)
{
    /// <param name="commandLine">The compiler's name and its arguments.</param>
    public Explanation Of(IReadOnlyList<string> commandLine)
    {
        var name = commandLine[0];
        var arguments = commandLine.Skip(1).ToArray();
        var search = new CompilerSearch(visited: null, environment("PATH") ?? "");
        if (search.Find(name, ourselves, out var onlyOurselves) is not { } compiler)
        {
            return Missing(name, onlyOurselves);
        }

        var planner = new CompilePlanner(compiler, new Lazy<ClientConfiguration>(configuration), environment);
        return planner.Make(arguments) switch
        {
            CompilePlan.Local local => new Explanation(
                ExplanationVerdict.Local, $"runs locally: {Sentence(local, compiler)}")
            {
                Reason = local.Why.Name,
                Culprit = local.Culprit.Length == 0 ? null : local.Culprit,
                Compiler = compiler.Path,
            },
            CompilePlan.Direct direct => Leaves(direct, compiler),
            _ => throw new InvalidOperationException("a plan nobody knows"),
        };
    }

    private static string Sentence(CompilePlan.Local local, LocalCompiler compiler)
        => compiler.Driver is null ? $"{Shown(compiler.Path)}: {local.Why.Sentence}" : local.Why.Sentence;

    private Explanation Leaves(CompilePlan.Direct plan, LocalCompiler compiler)
    {
        var command = plan.Command;
        var files = plan.Inputs.Entries.OfType<InputEntry.File>().ToList();
        return new Explanation(
            ExplanationVerdict.Remote,
            $"can run on a host: {Shown(command.Source)}, {Language(command.Language)}, {compiler.Path}")
        {
            Compiler = compiler.Path,
            Mode = "direct",
            Files = files.Count,
            Bytes = files.Sum(file => file.Content?.LongLength ?? file.Size),
            Returns = [.. command.Outputs.Select(output => new ReturnedFile(output.Path, Kind(output.Kind)))],
            Cure = configuration.Settings.Servers.IsEmpty ? SettingsFindings.NoServers : "",
        };
    }

    private static Explanation Missing(string name, bool onlyOurselves) => new(
        ExplanationVerdict.Impossible,
        onlyOurselves
            ? $"every {Shown(name)} on PATH leads back to distplusplus; put the directory of the real compiler on PATH"
            : MissingCompiler.Sentence(name))
    {
        Culprit = name,
    };

    private static string Shown(string text) => NativeText.ForPeople(text);

    private static string Language(Language language) => language switch
    {
        Protocol.Language.Unspecified => "of an unknown language",
        Protocol.Language.C => "C",
        Protocol.Language.Cxx => "C++",
        Protocol.Language.ObjectiveC => "Objective-C",
        Protocol.Language.ObjectiveCxx => "Objective-C++",
        Protocol.Language.Assembler => "assembler",
        Protocol.Language.AssemblerWithCpp => "assembler with preprocessor",
        Protocol.Language.PreprocessedC => "preprocessed C",
        Protocol.Language.PreprocessedCxx => "preprocessed C++",
    };

    private static string Kind(OutputKind kind) => kind switch
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

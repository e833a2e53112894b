using Distplusplus.Client;
using Distplusplus.Client.Inputs;
using Distplusplus.Compiler;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics;

/// <summary>
/// Says of one command line whether it may leave this machine, why not, what would travel: <c>check -- g++ -c x.cc</c>.
/// It asks the same parts as a compile does, on the same machine; nothing is compiled or sent.
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

        if (compiler.Driver is not { } driver)
        {
            var why = Launchers.IsWrongWayRound(compiler.BaseName, arguments)
                ? WhyLocal.LauncherBehind(compiler.BaseName)
                : WhyLocal.NoCompiler;
            return Local(why.Name, "", $"{NativeText.ForPeople(compiler.Path)}: {why.Sentence}", compiler);
        }

        var context = CompilerContext.Of(compiler, driver, new Lazy<ClientConfiguration>(configuration));
        return ArgumentClassifier.Classify(driver, arguments, context) switch
        {
            Classification.RunLocally local => Local(
                LocalReasons.Name(local.Reason),
                local.Culprit,
                LocalReasons.Sentence(local.Reason, local.Culprit),
                compiler),
            Classification.Remote { Command: var command } => MayLeave(compiler, command),
            _ => throw new InvalidOperationException("a classification nobody knows"),
        };
    }

    private Explanation MayLeave(LocalCompiler compiler, CompileCommand command)
    {
        if (FileIdentity.Of(command.Source) is null)
        {
            return Local("no-source", command.Source, $"there is no file {Shown(command.Source)}", compiler);
        }

        if (OutputFiles.Obstacle(command) is { } place)
        {
            return Local(WhyLocal.OutputPlace(place), command.Output, compiler);
        }

        var cache = CacheDirectory.Path(environment);
        if (new FingerprintCache(cache).Find(compiler, out var trouble) is not { } fingerprint)
        {
            return Local(WhyLocal.CompilerUnknown(trouble), compiler.Path, compiler);
        }

        if (fingerprint.Family != command.Family)
        {
            return Local(WhyLocal.Misnamed(compiler.Name, fingerprint.Version), compiler.Name, compiler);
        }

        var whole = new Explanation(
            ExplanationVerdict.Remote,
            $"may leave this machine: {Shown(command.Source)}, {Language(command.Language)}, {compiler.Path}")
        {
            Compiler = compiler.Path,
            Returns = [.. command.Outputs.Select(output => new ReturnedFile(output.Path, Kind(output.Kind)))],
            Cure = configuration.Settings.Servers.IsEmpty ? SettingsFindings.NoServers : "",
        };
        return Sent(whole, compiler, command, fingerprint, cache);
    }

    private Explanation Sent(
        Explanation whole, LocalCompiler compiler, CompileCommand command, Fingerprint fingerprint, string cache)
    {
        return CompilerFace.CollectorOf(compiler, cache)
            .Collect(command, compiler.Path, fingerprint, NativeFile.WorkingDirectory()) switch
        {
            CollectedInputs.Complete { Entries: var entries } => whole with
            {
                Mode = "direct",
                Files = entries.OfType<InputEntry.File>().Count(),
                Bytes = entries.OfType<InputEntry.File>().Sum(file => file.Content?.LongLength ?? file.Size),
            },
            CollectedInputs.Unknown unknown => Local(WhyLocal.NoWayToSend(unknown), unknown.Culprit, compiler),
            _ => throw new InvalidOperationException("inputs nobody knows"),
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

    private static Explanation Local(WhyLocal why, string culprit, LocalCompiler compiler)
        => Local(why.Name, culprit, why.Sentence, compiler);

    private static Explanation Local(string reason, string culprit, string sentence, LocalCompiler compiler)
        => new(ExplanationVerdict.Local, $"stays here: {sentence}")
        {
            Reason = reason,
            Culprit = culprit.Length == 0 ? null : culprit,
            Compiler = compiler.Path,
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

using System.Collections.Immutable;
using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>Every file that a compile writes, from its options.</summary>
internal static class OutputList
{
    /// <summary>The reason why an output of an option cannot be returned; null if it can.</summary>
    public static LocalReason? Objection(CompilerFamily family, ParsedOption option) => option.Entry.Name switch
    {
        // gcc compresses it, names and all.
        "-fsave-optimization-record" => family == CompilerFamily.Gcc ? LocalReason.ExtraOutput : null,
        // To clang it is -grecord-command-line by another name.
        "-grecord-gcc-switches" => family == CompilerFamily.Clang ? LocalReason.RecordsCommandLine : null,
        "-fsave-optimization-record=" => option.Value == "yaml" && family == CompilerFamily.Clang
            ? null
            : LocalReason.ExtraOutput,
        _ => null,
    };

    /// <param name="output">The value of -o, or null.</param>
    /// <param name="main">What is written in any case.</param>
    public static ImmutableArray<OutputFile> Of(
        CompilerFamily family,
        Stage stage,
        string source,
        string? output,
        string main,
        ImmutableArray<ParsedOption> options,
        DependencyRequest? dependencies)
    {
        var outputs = ImmutableArray.CreateBuilder<OutputFile>();
        outputs.Add(new OutputFile(OutputKind.Main, main));
        if (dependencies is not null)
        {
            outputs.Add(new OutputFile(OutputKind.Dependencies, dependencies.File));
        }

        outputs.AddRange(options
            .Where(option => option.Entry.Name is "--serialize-diagnostics" or "-serialize-diagnostics")
            .Select(option => new OutputFile(OutputKind.Diagnostics, option.Value)));
        var isSplit = Last("-gsplit-dwarf", "-gsplit-dwarf=", "-gno-split-dwarf")
            is { Entry.Name: "-gsplit-dwarf" } or { Entry.Name: "-gsplit-dwarf=", Value: "split" };
        AddIf(isSplit && stage == Stage.Object, OutputKind.SplitDwarf, ".dwo");
        AddIf(
            Last("-fstack-usage", "-fno-stack-usage") is { Entry.Name: "-fstack-usage" }, OutputKind.StackUsage, ".su");
        AddIf(
            family == CompilerFamily.Gcc && Last("-fcallgraph-info", "-fcallgraph-info=") is not null,
            OutputKind.CallGraph, ".ci");
        AddIf(Last("--coverage", "-ftest-coverage") is not null, OutputKind.CoverageNotes, ".gcno");
        AddIf(
            family == CompilerFamily.Clang && Last("-ftime-trace") is not null, OutputKind.TimeTrace, ".json");
        if (Last("-fsave-optimization-record", "-fsave-optimization-record=", "-fno-save-optimization-record")
            is { Entry.Name: not "-fno-save-optimization-record" })
        {
            // Without -o clang takes two suffixes off: t.foo.c leaves t.opt.yaml.
            var stem = OutputNames.Beside(source, output, "", family);
            outputs.Add(new OutputFile(
                OutputKind.OptimizationRecord,
                OutputNames.Beside(output is null ? stem : source, output, ".opt.yaml", family)));
        }

        return outputs.ToImmutable();

        ParsedOption? Last(params string[] names) => options.LastOrDefault(option => names.Contains(option.Entry.Name));

        void AddIf(bool wanted, OutputKind kind, string suffix)
        {
            if (wanted)
            {
                outputs.Add(new OutputFile(kind, OutputNames.Beside(source, output, suffix, family)));
            }
        }
    }
}

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

        var splitDwarf = false;
        var stackUsage = false;
        var callGraph = false;
        var record = false;
        var trace = false;
        var notes = false;
        foreach (var option in options)
        {
            switch (option.Entry.Name)
            {
                case "-gsplit-dwarf":
                    splitDwarf = true;
                    break;
                case "-gsplit-dwarf=":
                    splitDwarf = option.Value == "split";
                    break;
                case "-gno-split-dwarf":
                    splitDwarf = false;
                    break;
                case "-fstack-usage":
                    stackUsage = true;
                    break;
                case "-fno-stack-usage":
                    stackUsage = false;
                    break;
                case "-fcallgraph-info" or "-fcallgraph-info=":
                    callGraph = family == CompilerFamily.Gcc;
                    break;
                case "-fsave-optimization-record" or "-fsave-optimization-record=":
                    record = true;
                    break;
                case "-fno-save-optimization-record":
                    record = false;
                    break;
                case "--coverage" or "-ftest-coverage":
                    notes = true;
                    break;
                case "-ftime-trace":
                    trace = family == CompilerFamily.Clang;
                    break;
                case "--serialize-diagnostics" or "-serialize-diagnostics":
                    outputs.Add(new OutputFile(OutputKind.Diagnostics, option.Value));
                    break;
            }
        }

        AddIf(splitDwarf && stage == Stage.Object, OutputKind.SplitDwarf, ".dwo");
        AddIf(stackUsage, OutputKind.StackUsage, ".su");
        AddIf(callGraph, OutputKind.CallGraph, ".ci");
        AddIf(notes, OutputKind.CoverageNotes, ".gcno");
        AddIf(trace, OutputKind.TimeTrace, ".json");
        if (record)
        {
            // Without -o clang takes two suffixes off: t.foo.c leaves t.opt.yaml.
            var stem = OutputNames.Beside(source, output, "", family);
            outputs.Add(new OutputFile(
                OutputKind.OptimizationRecord,
                OutputNames.Beside(output is null ? stem : source, output, ".opt.yaml", family)));
        }

        return outputs.ToImmutable();

        void AddIf(bool wanted, OutputKind kind, string suffix)
        {
            if (wanted)
            {
                outputs.Add(new OutputFile(kind, OutputNames.Beside(source, output, suffix, family)));
            }
        }
    }
}

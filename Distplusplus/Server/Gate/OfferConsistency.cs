using System.Collections.Immutable;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Contents;
using Google.Protobuf;

namespace Distplusplus.Server.Gate;

/// <summary>
/// Refuses an offer whose fields are absent or contradict each other: the compile would succeed with a wrong or missing
/// file. The culprit is the name of the field. Called by <see cref="RequestGate"/>.
/// </summary>
internal static class OfferConsistency
{
    /// <summary>Judges each field on its own, before anything is read from it.</summary>
    public static Refusal? JudgeFields(Offer offer)
        => JudgeCompiler(offer.Compiler)
            ?? (offer.Language == Language.Unspecified ? Absent("language")
                : !Enum.IsDefined(offer.Language)
                    ? new Refusal(
                        RefusalReason.LanguageUnsupported, "language",
                        $"this host does not know the language {(int)offer.Language}")
                : offer.Stage is not (Stage.Object or Stage.Assembly)
                    ? Malformed("stage", "the offer names no stage this host knows")
                : offer.Mode == SendMode.Unspecified ? Absent("mode")
                : offer.Mode is not (SendMode.Direct or SendMode.DirectAtRoot)
                    ? new Refusal(
                        RefusalReason.ModeUnsupported, "mode", $"this host does not know the mode {(int)offer.Mode}")
                : offer.Driver.Length > 0 && !CompilerName.IsDriverOf(offer.Driver, offer.Compiler.Family)
                    ? Malformed(
                        "driver",
                        $"{NativeText.ForPeople(offer.Driver)} is no name of a compiler of C and C++ of that family")
                : offer.WorkingDirectory.IsEmpty ? Absent("working_directory")
                : offer.Source.IsEmpty ? Absent("source")
                : offer.Output.IsEmpty ? Absent("output")
                : null)
            ?? JudgeOutputs(offer.Outputs);

    /// <summary>Compares the fields with each other, once each of them is known to be sound.</summary>
    public static Refusal? JudgeTogether(HostJob job, ImmutableArray<JobInput> inputs, ManifestLinks links)
        => JudgeSource(job, inputs, links)
            ?? JudgeMain(job)
            ?? JudgeDependencies(job)
            ?? JudgeOptions(job, HostCommandLine.OptionsOf(job));

    private static Refusal? JudgeCompiler(CompilerFingerprint? compiler)
        => compiler is not { Family: CompilerFamily.Gcc or CompilerFamily.Clang }
                ? Malformed("compiler.family", "the offer names no compiler family this host knows")
            : compiler.Digest.Length != ContentDigest.Bytes
                ? Malformed(
                    "compiler.digest",
                    $"the digest of the compiler has {compiler.Digest.Length} bytes instead of {ContentDigest.Bytes}")
            : null;

    private static Refusal? JudgeOutputs(IEnumerable<Output> outputs)
    {
        foreach (var output in outputs)
        {
            if (output.Path.IsEmpty)
            {
                return Malformed("outputs", "an output has no path");
            }

            if (output.Kind == OutputKind.Unspecified || !Enum.IsDefined(output.Kind))
            {
                return Malformed("outputs", $"{Shown(output.Path)} is an output of no kind this host knows");
            }
        }

        return null;
    }

    private static Refusal? JudgeSource(HostJob job, ImmutableArray<JobInput> inputs, ManifestLinks links)
    {
        var place = links.Resolve(PathRules.Absolute(job.WorkingDirectory, job.Source));
        return inputs.Any(input => input is JobInput.Named or JobInput.Whole && input.Path == place)
            ? null
            : Malformed("source", $"the source {NativeText.ForPeople(job.Source)} is not a file among the inputs");
    }

    private static Refusal? JudgeMain(HostJob job)
    {
        var mains = job.Outputs.Where(output => output.Kind == OutputKind.Main).ToList();
        return mains.Count != 1
                ? Malformed("outputs", $"the offer has {mains.Count} outputs of kind MAIN instead of one")
            : mains[0].Path != job.Output
                ? Malformed(
                    "output",
                    $"the compiler writes {NativeText.ForPeople(job.Output)}, but the output of kind MAIN is "
                        + NativeText.ForPeople(mains[0].Path))
            : null;
    }

    private static Refusal? JudgeDependencies(HostJob job)
    {
        var files = job.Outputs.Where(output => output.Kind == OutputKind.Dependencies).ToList();
        return job.Dependencies is not { } rule
                ? files.Count == 0
                    ? null
                    : Malformed("dependencies", "the offer has an output of kind DEPENDENCIES and no dependency rule")
            : files.Count != 1
                ? Malformed("outputs", $"the offer has {files.Count} outputs of kind DEPENDENCIES instead of one")
            : files[0].Path != rule.File
                ? Malformed(
                    "dependencies.file",
                    $"the compiler writes {NativeText.ForPeople(rule.File)}, but the output of kind DEPENDENCIES is "
                        + NativeText.ForPeople(files[0].Path))
            : null;
    }

    private static Refusal? JudgeOptions(HostJob job, List<ParsedOption> options)
    {
        var offered = ByOptions(job.Outputs);
        var written = ByOptions(
            OutputList.Of(job.Family, job.Stage, job.Source, job.Output, job.Output, [.. options], null));
        return written.FirstOrDefault(output => !offered.Contains(output)) is { } missing
                ? Malformed("outputs", $"the options write {Shown(missing)}, which is not among the outputs")
            : offered.FirstOrDefault(output => !written.Contains(output)) is { } extra
                ? Malformed("outputs", $"no option writes the output {Shown(extra)}")
            : JudgeSystemDirectories(job, options);
    }

    // What gcc -E -v prints for the whole command line would turn the project's headers into system headers.
    private static Refusal? JudgeSystemDirectories(HostJob job, List<ParsedOption> options)
        => options.FirstOrDefault(option => OfferedOptions.IsShadowed(option, job.SystemDirectories)) is { } both
            ? Malformed(
                "system_directories",
                $"{NativeText.ForPeople(both.Value)} is a system directory and named by -I; list only what the "
                    + "compiler searches without the job's options, and leave out such an -I")
            : null;

    // clang names optimization records differently with and without -o.
    private static List<OutputFile> ByOptions(IEnumerable<OutputFile> outputs)
        => [.. outputs
            .Where(output => output.Kind is not (OutputKind.Main or OutputKind.Dependencies))
            .Select(output => output.Kind == OutputKind.OptimizationRecord ? output with { Path = "" } : output)];

    private static string Shown(OutputFile output)
        => output.Path.Length > 0 ? $"{NativeText.ForPeople(output.Path)} ({output.Kind})" : $"{output.Kind}";

    private static string Shown(ByteString path) => NativeText.ForPeople(PathRules.Text(path));

    private static Refusal Absent(string field) => Malformed(field, $"the offer has no {field}");

    private static Refusal Malformed(string field, string sentence) => Refusal.Malformed(field, sentence);
}

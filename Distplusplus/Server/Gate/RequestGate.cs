using System.Collections.Immutable;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;
using Google.Protobuf;

namespace Distplusplus.Server.Gate;

/// <summary>
/// Judges an offer before anything is done for it: version, sizes, paths, options, compiler. Made once by HostAssembly.
/// What it lets through is safe to lay out and to run.
/// </summary>
/// <param name="obstacleAtRoot">Why a compiler cannot work with these inputs in a tree that stands at "/".</param>
internal sealed class RequestGate(
    CompilerCatalog catalog,
    JobLimits limits,
    TimeSpan jobTimeout,
    Func<CatalogEntry, ImmutableArray<JobInput>, ImmutableArray<string>, Refusal?> obstacleAtRoot)
{
    public const uint Major = 1;
    public const uint Minor = 0;

    /// <param name="peer">Who offers.</param>
    public GateVerdict Judge(Offer offer, string peer)
        => Judge(offer, peer, out var job) is { } refusal
            ? new GateVerdict.Refused(refusal)
            : new GateVerdict.Accepted(job!);

    private Refusal? Judge(Offer offer, string peer, out AcceptedJob? accepted)
    {
        accepted = null;
        if ((JudgeVersion(offer) ?? JudgeSizes(offer) ?? OfferConsistency.JudgeFields(offer) ?? JudgeNames(offer))
            is { } refusal)
        {
            return refusal;
        }

        var workingDirectory = PathRules.Text(offer.WorkingDirectory);
        if ((Manifest.Read(offer, limits, out var inputs, out var links)
            ?? JudgeWorkingDirectory(workingDirectory, inputs, links)) is { } wrongInput)
        {
            return wrongInput;
        }

        if (JobPaths.Outputs(offer, workingDirectory, inputs, links, limits, out var outputs) is { } wrongOutput)
        {
            return wrongOutput;
        }

        if (JobEnvironment.Read(offer, limits, out var environment, out var pwd) is { } wrongVariable)
        {
            return wrongVariable;
        }

        string[] systemDirectories = [.. offer.SystemDirectories.Select(PathRules.Text)];
        var job = new HostJob(
            offer.Compiler.Family,
            offer.Language,
            offer.Stage,
            offer.Mode,
            [.. offer.Options.Select(PathRules.Text)],
            workingDirectory,
            PathRules.Text(offer.Source),
            PathRules.Text(offer.Output),
            ReadDependencies(offer),
            systemDirectories,
            outputs)
        {
            CompilerVersion = offer.Compiler.Version,
            CompilerTarget = offer.Compiler.Target,
            Native = ReadNative(offer),
            CurrentDirectory = NamesIt(pwd) ? pwd! : workingDirectory,
            HasImplicitInclude = ImplicitInclude.IsAmong(inputs.Select(input => input.Path), systemDirectories),
        };
        if (OptionGate.Judge(job) is { } gate)
        {
            return new Refusal(gate.Reason, gate.Culprit, gate.Sentence);
        }

        if (OfferConsistency.JudgeTogether(job, inputs, links) is { } contradiction)
        {
            return contradiction;
        }

        if (catalog.Choose(offer.Compiler, offer.Language, peer, out var compiler) is { } none)
        {
            return none;
        }

        if (compiler!.ForeignTarget is { } target)
        {
            if (ForeignTarget.Obstacle(job.Options) is { } assembler)
            {
                return new Refusal(
                    RefusalReason.CompilerDiffers, assembler,
                    $"{assembler} calls the assembler of a host that is of another kind than the client");
            }

            job = job with { ForeignTarget = target };
        }

        var directories = JobPaths.Directories(job, links);
        if (job.Mode == SendMode.DirectAtRoot || Sanitizers.AreOn(job))
        {
            var obstacle = obstacleAtRoot(compiler, inputs, directories);
            if (obstacle is not null && job.Mode == SendMode.DirectAtRoot)
            {
                return obstacle;
            }

            job = job with { IsAtRoot = obstacle is null };
        }

        var asked = TimeSpan.FromMilliseconds(Math.Min(offer.JobTimeoutMs, (ulong)jobTimeout.TotalMilliseconds));
        accepted = new AcceptedJob(
            job,
            compiler,
            DriverName(offer, compiler),
            inputs,
            outputs,
            directories,
            JobPaths.Written(job, links),
            environment,
            asked > TimeSpan.Zero ? asked : jobTimeout,
            offer.AcceptedEncodings.Contains(Encoding.Zstd) ? Encoding.Zstd
                : offer.AcceptedEncodings.Contains(Encoding.Gzip) ? Encoding.Gzip
                : Encoding.Identity,
            $"{Shown(offer.Client?.User)}@{Shown(offer.Client?.Machine)}");
        return null;

        bool NamesIt(string? name)
            => name is not null && links.Resolve(name) == links.Resolve(workingDirectory);
    }

    // A compiler finds its parts by the directory of argv[0], links resolved, and speaks of itself by the name.
    private static string DriverName(Offer offer, CatalogEntry compiler)
    {
        if (offer.Driver.Length == 0)
        {
            return compiler.Path;
        }

        var real = NativeFile.RealPath(compiler.Path) ?? compiler.Path;
        return real[..(real.LastIndexOf('/') + 1)] + offer.Driver;
    }

    private static Refusal? JudgeVersion(Offer offer)
        => offer.Version?.Major != Major
                ? new Refusal(
                    RefusalReason.ProtocolVersion,
                    $"{offer.Version?.Major ?? 0}.{offer.Version?.Minor ?? 0}",
                    $"this host speaks protocol {Major}.{Minor}, "
                    + $"the client {offer.Version?.Major ?? 0}.{offer.Version?.Minor ?? 0}")
            : offer.RequiredFeatures.FirstOrDefault() is { } feature
                ? new Refusal(
                    RefusalReason.ProtocolVersion, Shown(feature),
                    $"this host does not have the feature {Shown(feature)}, which the offer requires")
            : null;

    private Refusal? JudgeSizes(Offer offer)
        => offer.Options.Count + Native(offer).Count() > limits.Options
            || offer.Options.Concat(Native(offer)).Sum(option => (long)option.Length) > limits.OptionBytes
            ? Refusal.Limit(
                "options", $"the offer has more than {limits.Options} options or {limits.OptionBytes} bytes of them")
            : offer.Outputs.Count > limits.Outputs
                ? Refusal.Limit(
                    "outputs", $"the offer has {offer.Outputs.Count} outputs, this host takes {limits.Outputs}")
                : offer.SystemDirectories.Count > limits.SystemDirectories
                    ? Refusal.Limit(
                        "system_directories", $"the offer has more than {limits.SystemDirectories} system directories")
                    : offer.Dependencies?.Targets.Count > limits.Options
                        || offer.Dependencies?.Targets.Sum(target => (long)target.Name.Length) > limits.OptionBytes
                        ? Refusal.Limit("dependencies", "the offer has too many dependency targets")
                        : null;

    private Refusal? JudgeNames(Offer offer)
    {
        if (PathRules.TroubleWithNormal(offer.WorkingDirectory, limits.PathBytes) is { } trouble
            && offer.WorkingDirectory.ToStringUtf8() != "/")
        {
            return Refusal.Path(PathRules.Text(offer.WorkingDirectory), $"working directory: {trouble}");
        }

        foreach (var path in (
            ReadOnlySpan<ByteString>)[offer.Source, offer.Output, .. offer.SystemDirectories])
        {
            if (PathRules.TroubleWithAny(path, limits.PathBytes) is { } wrong)
            {
                return Refusal.Path(PathRules.Text(path), wrong);
            }
        }

        return offer.Options.Concat(Native(offer)).Any(option => option.Span.Contains((byte)0))
            || offer.Dependencies is { } rule
                && (rule.File.Span.Contains((byte)0) || rule.Targets.Any(target => target.Name.Span.Contains((byte)0)))
            ? Refusal.Malformed("options", "an option holds a NUL")
            : null;
    }

    private static Refusal? JudgeWorkingDirectory(
        string workingDirectory, ImmutableArray<JobInput> inputs, ManifestLinks links)
        => links.Resolve(workingDirectory) is not { } place
            ? Refusal.Path(workingDirectory, "a symbolic link leads out of the tree")
            : inputs.Any(input => input is not JobInput.Directory && input.Path == place)
                ? Refusal.Path(workingDirectory, "the working directory is a file of the manifest")
                : null;

    private static DependencyRequest? ReadDependencies(Offer offer)
        => offer.Dependencies is { } rule
            ? new DependencyRequest(
                PathRules.Text(rule.File),
                rule.SystemHeaders,
                rule.PhonyTargets,
                [.. rule.Targets])
            : null;

    private static IEnumerable<ByteString> Native(Offer offer)
        => offer.Native is { } native ? native.Architecture.Concat(native.Tuning) : [];

    private static NativeTargetFlags? ReadNative(Offer offer)
        => offer.Native is { } native
            ? new NativeTargetFlags(
                [.. native.Architecture.Select(PathRules.Text)], [.. native.Tuning.Select(PathRules.Text)])
            : null;

    private static string Shown(string? name)
        => string.IsNullOrEmpty(name) ? "?" : NativeText.ForPeople(name.Length > 64 ? name[..64] : name);
}

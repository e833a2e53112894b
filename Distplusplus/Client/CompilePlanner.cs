using Distplusplus.Client.Attempts;
using Distplusplus.Client.Inputs;
using Distplusplus.Client.Local;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Configuration;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// Steps 3 and 4: decides by the command line, then by the files, whether a compile may leave this machine. Never
/// throws. Made once per compile.
/// </summary>
/// <param name="configuration">Read only when a command line depends on it.</param>
internal sealed class CompilePlanner(
    LocalCompiler compiler, Lazy<ClientConfiguration> configuration, Func<string, string?> environment)
{
    /// <summary>Both steps: what <c>check</c> asks.</summary>
    public CompilePlan Make(IReadOnlyList<string> arguments)
        => Judge(arguments) is var plan && plan is CompilePlan.Candidate candidate ? Complete(candidate) : plan;

    /// <summary>Step 3: the command line.</summary>
    /// <returns>A candidate, or local.</returns>
    public CompilePlan Judge(IReadOnlyList<string> arguments)
    {
        var subject = CompileReport.SubjectOf(arguments) ?? compiler.Name;
        try
        {
            if (compiler.Driver is not { } driver)
            {
                return Launchers.IsWrongWayRound(compiler.BaseName, arguments)
                    ? new CompilePlan.Local(FallbackReason.LauncherBehind(compiler.BaseName), "", subject)
                    : new CompilePlan.Local(FallbackReason.NoCompiler, "", null);
            }

            var context = CompilerContext.Of(compiler, driver, configuration);
            return ArgumentClassifier.Classify(driver, arguments, context) switch
            {
                // A version question is no compile: nothing is read or said for it.
                Classification.RunLocally local => new CompilePlan.Local(
                    FallbackReason.CommandLine(local.Reason, local.Culprit),
                    local.Culprit,
                    local.Reason is LocalReason.NotACompile ? null : subject),
                Classification.Remote { Command: var command } => new CompilePlan.Candidate(command),
                _ => throw new InvalidOperationException("a classification nobody knows"),
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new CompilePlan.Local(FallbackReason.Of(e), "", subject);
        }
    }

    /// <summary>Step 4: the outputs, the compiler and the inputs.</summary>
    /// <returns>Direct, or local.</returns>
    public CompilePlan Complete(CompilePlan.Candidate candidate)
    {
        var command = candidate.Command;
        try
        {
            if (OutputFiles.Obstacle(command) is { } place)
            {
                return Local(FallbackReason.OutputPlace(place), command.Output);
            }

            var cache = CacheDirectory.Path(environment);
            if (new FingerprintCache(cache).Find(compiler, out var why) is not { } fingerprint)
            {
                return Local(why!, compiler.Path);
            }

            if (fingerprint.Family != command.Family)
            {
                return Local(FallbackReason.Misnamed(compiler.Name, fingerprint.Version), compiler.Name);
            }

            var started = TimeProvider.System.GetTimestamp();
            var here = NativeFile.WorkingDirectory();
            return CollectorOf(cache).Collect(command, compiler.Path, fingerprint, here) switch
            {
                CollectedInputs.Complete inputs => new CompilePlan.Direct(
                    command, fingerprint, here, inputs, TreeFor(command, fingerprint, here, inputs),
                    TimeProvider.System.GetElapsedTime(started)),
                CollectedInputs.Unknown unknown => Local(FallbackReason.NoWayToSend(unknown), unknown.Culprit),
                _ => throw new InvalidOperationException("inputs nobody knows"),
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Local(FallbackReason.Of(e), "");
        }

        CompilePlan.Local Local(FallbackReason why, string culprit) => new(why, culprit, candidate.Subject);
    }

    // No map from a root can stand for a working directory at the top: what is left of the name is empty.
    private static SendMode TreeFor(
        CompileCommand command, Fingerprint fingerprint, string workingDirectory, CollectedInputs.Complete inputs)
        => inputs.NamesAbsolute is not null || workingDirectory == "/"
            || DirectMode.NeedsRoot(command, fingerprint.Version) is not null
                ? SendMode.DirectAtRoot
                : SendMode.Direct;

    private InputCollector CollectorOf(string? cache) => new(
        cache,
        environment,
        arguments => CompilerProbe.Run(compiler.Path, arguments) is var answer
            ? (answer.ExitCode, answer.Output, answer.Error)
            : default,
        TimeProvider.System);
}

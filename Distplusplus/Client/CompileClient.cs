using Distplusplus.Client.Inputs;
using Distplusplus.Client.Preprocessed;
using Distplusplus.Compiler;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// Steps 5 to 8 of a compile that may leave the machine. Made by <see cref="CompilerFace"/>, used once. Reads like the
/// table in ARCHITECTURE.md: the direct way, then the text way, each at every host; else the local compiler.
/// </summary>
internal sealed partial class CompileClient(
    LocalCompiler compiler,
    CompileCommand command,
    ClientSettings settings,
    OfferBuilder offers,
    Func<CollectedInputs> collectInputs,
    HostBidding bidding,
    ContentEncoder encoder,
    LocalSlots preprocessorSlots,
    FormMemory forms,
    FormMemory leanForms,
    Func<SystemHeaders> systemHeaders,
    CompileReport report)
{
    public async Task<CompileOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (OutputFiles.Obstacle(command) is { } obstacle)
        {
            return new CompileOutcome.Locally(WhyLocal.OutputPlace(obstacle));
        }

        bidding.ConnectAhead(cancellationToken);
        return await DirectWayAsync(cancellationToken) ?? await TextWayAsync(cancellationToken);
    }

    /// <returns>Null: the text way is to be tried.</returns>
    private async Task<CompileOutcome?> DirectWayAsync(CancellationToken cancellationToken)
    {
        if (settings.Mode == SendPreference.Text)
        {
            return null;
        }

        report.ScanStarts();
        switch (collectInputs())
        {
            case CollectedInputs.Unknown { Reason: DirectObstacle.PrecompiledHeader } unknown:
                // Text would leave it out, and it may say something else than the header it was made of.
                return new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                    DirectObstacles.Sentence(unknown.Reason, unknown.Culprit)));
            case CollectedInputs.Unknown unknown when FileIdentity.IsReadOnce(unknown.Culprit):
                return new CompileOutcome.Locally(WhyLocal.ReadOnce(unknown.Culprit));
            case CollectedInputs.Unknown unknown:
                return LeaveDirectWay(DirectObstacles.Sentence(unknown.Reason, unknown.Culprit));
            case CollectedInputs.Complete inputs:
                report.Scanned(inputs.Entries.Length);
                var mode = inputs.NamesAbsolute is not null || offers.IsAtTop
                    || DirectMode.NeedsRoot(command, offers.CompilerVersion) is not null
                        ? SendMode.DirectAtRoot
                        : SendMode.Direct;
                var attempt = await AttemptAsync(offers.Direct(mode, inputs, encoder), cancellationToken);
                if (attempt is RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput } && mode == SendMode.Direct)
                {
                    attempt = await AtRootAsync(inputs, cancellationToken) ?? attempt;
                }

                if (attempt is RemoteAttempt.Done done)
                {
                    return MissesFile(done.Result)
                        ? new CompileOutcome.Locally(WhyLocal.MissingFile)
                        : Finish(done);
                }

                if (attempt is null)
                {
                    return AtHome();
                }

                // Sanitizers write names that no map reaches; text has the right ones, but another debug information.
                return attempt is RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput }
                        && DebugInfo.IsWanted(command.Options)
                    ? new CompileOutcome.Locally(WhyLocal.NoWayToSend(
                        $"{attempt.Sentence}, whose debug information would differ"))
                    : LeaveDirectWay(attempt.Sentence);
            default:
                throw new InvalidOperationException("inputs nobody knows");
        }
    }

    /// <summary>Where nobody foresaw that names of files would need a tree at "/".</summary>
    /// <returns>Null: no host has one for it.</returns>
    private async Task<RemoteAttempt.Done?> AtRootAsync(
        CollectedInputs.Complete inputs, CancellationToken cancellationToken)
        => await AttemptAsync(offers.Direct(SendMode.DirectAtRoot, inputs, encoder), cancellationToken)
            as RemoteAttempt.Done;

    /// <returns>Null: the text way is to be tried.</returns>
    private CompileOutcome.Locally? LeaveDirectWay(string obstacle)
    {
        report.DirectObstacle = obstacle;
        return settings.Mode == SendPreference.Direct
            ? new CompileOutcome.Locally(WhyLocal.DirectOnly(obstacle))
            : null;
    }

    /// <param name="attempt">A refusal of this way of sending, or null: no host could.</param>
    private CompileOutcome.Locally NotAsText(RemoteAttempt? attempt)
        => attempt is null ? AtHome() : new CompileOutcome.Locally(WhyLocal.NoWayToSend(attempt.Sentence));

    /// <summary>No host has it, be it for trouble or for crowds.</summary>
    private CompileOutcome.Locally AtHome()
        => bidding.OwnCore is { } core
            ? new CompileOutcome.Locally(WhyLocal.HostsBusy, core)
            : new CompileOutcome.Locally(WhyLocal.NoHostCould(bidding.Failures));

    /// <summary>One attempt per host until one is decisive.</summary>
    /// <returns>Done; or what makes this way of sending pointless anywhere; or null: no host could.</returns>
    private async Task<RemoteAttempt?> AttemptAsync(Job job, CancellationToken cancellationToken)
    {
        bidding.StartOver(job);
        while (await bidding.NextGrantAsync(job, cancellationToken) is { } bid)
        {
            using var stream = bid.Stream;
            var attempt = await stream.RunAsync(bid.Grant);
            bidding.NoteLink(stream);
            switch (attempt)
            {
                case RemoteAttempt.Done done:
                    bidding.Note(done);
                    return done;
                case RemoteAttempt.InputGone or RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput }:
                    bidding.TryAgain(attempt.Host);
                    return attempt;
                case RemoteAttempt.TimedOut { Clock: JobClock.Job }
                    or RemoteAttempt.Refused { Reason: RefusalReason.JobTimeout }:
                    bidding.Note(attempt);
                    return null;
                default:
                    bidding.Note(attempt);
                    break;
            }
        }

        return bidding.OwnCore is null ? bidding.Unfit : null;
    }

    private CompileOutcome Finish(RemoteAttempt.Done done)
    {
        var result = done.Result;
        try
        {
            OutputFiles.Put(command, result, () => Print(result));
        }
        catch (NativeFileException e)
        {
            return new CompileOutcome.Locally(WhyLocal.OutputPlace(e.Message));
        }

        report.Done(done, bidding.Failures);
        return new CompileOutcome.Finished(result.ExitCode);
    }

    // Where a stream does not take them the compile is done here: compilers differ in how they fail then.
    private static void Print(JobResult result)
    {
        StandardStreams.Write(StandardStreams.Error, result.Error);
        StandardStreams.Write(StandardStreams.Output, result.Output);
    }

    /// <summary>A file is missing there that may well be here: one the assembler reads, for example.</summary>
    private static bool MissesFile(JobResult result)
    {
        if (result.ExitCode == 0)
        {
            return false;
        }

        var error = NativeText.Decode(result.Error);
        return Array.Exists(
            ["No such file or directory", "file not found", "Could not find in", "Permission denied"],
            phrase => error.Contains(phrase, StringComparison.Ordinal));
    }
}

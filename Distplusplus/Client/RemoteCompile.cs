using Distplusplus.Client.Inputs;
using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// Steps 5 to 8 of a compile that may leave the machine. Made by <see cref="CompilerFace"/>, used once. Reads like the
/// table in ARCHITECTURE.md.
/// </summary>
internal sealed class CompileClient(
    CompileCommand command,
    OfferBuilder offers,
    Func<CollectedInputs> collectInputs,
    HostBidding bidding,
    ContentEncoder encoder,
    CompileReport report)
{
    public async Task<CompileOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (OutputFiles.Obstacle(command) is { } obstacle)
        {
            return new CompileOutcome.Locally(WhyLocal.OutputPlace(obstacle));
        }

        bidding.ConnectAhead(cancellationToken);
        report.ScanStarts();
        switch (collectInputs())
        {
            case CollectedInputs.Unknown unknown:
                return new CompileOutcome.Locally(WhyLocal.NoWayToSend(unknown));
            case CollectedInputs.Complete inputs:
                report.Scanned(inputs.Entries.Length);
                var mode = inputs.NamesAbsolute is not null || offers.IsAtTop
                    || DirectMode.NeedsRoot(command, offers.CompilerVersion) is not null
                        ? SendMode.DirectAtRoot
                        : SendMode.Direct;
                var attempt = await AttemptAsync(offers.Direct(mode, inputs, encoder), cancellationToken);
                if (attempt is RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput } && mode == SendMode.Direct)
                {
                    attempt = await AttemptAsync(
                        offers.Direct(SendMode.DirectAtRoot, inputs, encoder), cancellationToken);
                }

                return attempt switch
                {
                    RemoteAttempt.Done done when MissesFile(done.Result)
                        => new CompileOutcome.Locally(WhyLocal.MissingFile),
                    RemoteAttempt.Done done => Finish(done),
                    null when bidding.OwnCore is { } core => new CompileOutcome.Locally(WhyLocal.HostsBusy, core),
                    null => new CompileOutcome.Locally(WhyLocal.NoHostCould(bidding.Failures)),
                    _ => new CompileOutcome.Locally(WhyLocal.NoWayToSend(attempt.Sentence)),
                };
            default:
                throw new InvalidOperationException("inputs nobody knows");
        }
    }

    /// <summary>One attempt per host until one is decisive.</summary>
    /// <returns>Done; or what makes this kind of tree pointless anywhere; or null: no host could.</returns>
    private async Task<RemoteAttempt?> AttemptAsync(Job job, CancellationToken cancellationToken)
    {
        bidding.StartOver(job);
        while (await bidding.NextGrantAsync(job, cancellationToken) is { } bid)
        {
            using var stream = bid.Stream;
            var attempt = await stream.RunAsync(bid.Grant);
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
            OutputFiles.Put(command, result);
        }
        catch (NativeFileException e)
        {
            return new CompileOutcome.Locally(WhyLocal.OutputPlace(e.Message));
        }

        StandardStreams.Write(StandardStreams.Output, result.Output);
        StandardStreams.Write(StandardStreams.Error, result.Error);
        report.Done(done, bidding.Failures);
        return new CompileOutcome.Finished(result.ExitCode);
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

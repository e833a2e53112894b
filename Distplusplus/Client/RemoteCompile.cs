using Distplusplus.Client.Attempts;
using Distplusplus.Client.Hosts;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>Step 6: shows the job of a plan to hosts until one has done it, or none can.</summary>
internal sealed class RemoteCompile(
    CompilePlan.Direct plan, OfferBuilder offers, OfferDispatcher bidding, ContentEncoder encoder)
{
    public Task<CompileOutcome> RunAsync(CancellationToken cancellationToken)
        => AttemptAsync(plan.Tree, cancellationToken);

    /// <summary>One attempt per host until one is decisive.</summary>
    private async Task<CompileOutcome> AttemptAsync(SendMode tree, CancellationToken cancellationToken)
    {
        var job = offers.Direct(tree, plan.Inputs, encoder);
        bidding.StartOver(job);
        while (true)
        {
            RemoteAttempt attempt;
            switch (await bidding.NextGrantAsync(job, cancellationToken))
            {
                case OfferResult.OwnCore own:
                    return new CompileOutcome.Locally(FallbackReason.HostsBusy, own.Slot);
                case OfferResult.NoneLeft { Unfit: { } unfit }:
                    return NoWay(unfit);
                case OfferResult.Granted bid:
                    attempt = await RunAsync(bid);
                    break;
                default:
                    return NoHost();
            }

            switch (attempt)
            {
                case RemoteAttempt.Done done:
                    bidding.Note(done);
                    return MissesFile(done.Result)
                        ? new CompileOutcome.Locally(FallbackReason.MissingFile)
                        : new CompileOutcome.Remotely(plan, done, bidding.Failures);
                case RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput } when tree == SendMode.Direct:
                    // Nobody foresaw that names of files would need a tree at "/".
                    bidding.TryAgain(attempt.Host);
                    return await AttemptAsync(SendMode.DirectAtRoot, cancellationToken);
                case RemoteAttempt.InputGone or RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput }:
                    return NoWay(attempt);
                case RemoteAttempt.TimedOut { Clock: JobClock.Job }
                    or RemoteAttempt.Refused { Reason: RefusalReason.JobTimeout }:
                    bidding.Note(attempt);
                    return NoHost();
                default:
                    bidding.Note(attempt);
                    break;
            }
        }
    }

    private static async Task<RemoteAttempt> RunAsync(OfferResult.Granted bid)
    {
        using var stream = bid.Stream;
        return await stream.RunAsync(bid.Grant);
    }

    private static CompileOutcome.Locally NoWay(RemoteAttempt attempt)
        => new(FallbackReason.NoWayToSend(attempt.Sentence));

    private CompileOutcome.Locally NoHost() => new(FallbackReason.NoHostCould(bidding.Failures));

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

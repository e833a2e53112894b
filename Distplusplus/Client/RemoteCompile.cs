using Distplusplus.Client.Attempts;
using Distplusplus.Client.Hosts;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>Step 6: shows the job of a plan to hosts until one has done it, or none can.</summary>
internal sealed class RemoteCompile(
    CompilePlan.Direct plan, OfferBuilder offers, OfferDispatcher bidding, ContentEncoder encoder)
{
    public async Task<CompileOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var outcome = await AttemptAsync(plan.Tree, cancellationToken);
        if (outcome is AttemptOutcome.WrongWay { Attempt: RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput } }
            && plan.Tree == SendMode.Direct)
        {
            // Nobody foresaw that names of files would need a tree at "/".
            outcome = await AttemptAsync(SendMode.DirectAtRoot, cancellationToken);
        }

        return outcome switch
        {
            AttemptOutcome.Done { Attempt: var done } when MissesFile(done.Result)
                => new CompileOutcome.Locally(FallbackReason.MissingFile),
            AttemptOutcome.Done { Attempt: var done } => new CompileOutcome.Remotely(plan, done, bidding.Failures),
            AttemptOutcome.WrongWay wrong
                => new CompileOutcome.Locally(FallbackReason.NoWayToSend(wrong.Attempt.Sentence)),
            AttemptOutcome.OwnCore own => new CompileOutcome.Locally(FallbackReason.HostsBusy, own.Slot),
            AttemptOutcome.NoHost => new CompileOutcome.Locally(FallbackReason.NoHostCould(bidding.Failures)),
            _ => throw new InvalidOperationException("an outcome nobody knows"),
        };
    }

    /// <summary>One attempt per host until one is decisive.</summary>
    private async Task<AttemptOutcome> AttemptAsync(SendMode tree, CancellationToken cancellationToken)
    {
        var job = offers.Direct(tree, plan.Inputs, encoder);
        bidding.StartOver(job);
        while (true)
        {
            switch (await bidding.NextGrantAsync(job, cancellationToken))
            {
                case OfferResult.OwnCore own:
                    return new AttemptOutcome.OwnCore(own.Slot);
                case OfferResult.NoneLeft { Unfit: { } unfit }:
                    return new AttemptOutcome.WrongWay(unfit);
                case OfferResult.Granted bid when await RunAsync(bid) is { } decided:
                    return decided;
                case OfferResult.Granted:
                    break;
                default:
                    return new AttemptOutcome.NoHost();
            }
        }
    }

    /// <returns>Null: another host may be asked.</returns>
    private async Task<AttemptOutcome?> RunAsync(OfferResult.Granted bid)
    {
        using var stream = bid.Stream;
        var attempt = await stream.RunAsync(bid.Grant);
        switch (attempt)
        {
            case RemoteAttempt.Done done:
                bidding.Note(done);
                return new AttemptOutcome.Done(done);
            case RemoteAttempt.InputGone or RemoteAttempt.Refused { Reason: RefusalReason.RootInOutput }:
                bidding.TryAgain(attempt.Host);
                return new AttemptOutcome.WrongWay(attempt);
            case RemoteAttempt.TimedOut { Clock: JobClock.Job }
                or RemoteAttempt.Refused { Reason: RefusalReason.JobTimeout }:
                bidding.Note(attempt);
                return new AttemptOutcome.NoHost();
            default:
                bidding.Note(attempt);
                return null;
        }
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

using Distplusplus.Client.Attempts;
using Distplusplus.Client.Local;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform.Network;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Hosts;

/// <summary>
/// Late binding: offers a job to the hosts in turn and gives it to the first that grants. While a host only queues it
/// (or has not answered), the next is asked too; when one grants, the other offers are withdrawn. If all only queue it
/// and local cores are idle, it runs locally.
/// </summary>
internal sealed class OfferDispatcher(
    IEnumerable<HostAddress> hosts, HostStateCache memory, ClientSettings settings, IdleCores ownCores, EventLoop loop)
{
    /// <summary>Offers open at once: more would fill every queue with jobs that go elsewhere.</summary>
    private const int OpenOffers = 3;

    /// <summary>The time after which another host is asked in addition to one that has not answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>Where there are more hosts than offers, the worst place in a queue is given up so often.</summary>
    private static readonly TimeSpan Rotation = TimeSpan.FromSeconds(1);

    /// <summary>A queue that takes longer than this is a long one.</summary>
    private static readonly TimeSpan LongQueue = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RarestLook = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = loop.Clock;
    private readonly Queue<HostAddress> _untried = new(hosts);
    private readonly HashSet<HostAddress> _asked = [];
    private readonly List<RemoteAttempt> _unfit = [];
    private readonly List<RemoteAttempt> _failures = [];
    private TimeSpan _nextLook = LongQueue;
    private JobStream? _ahead;

    /// <summary>The attempts that came to nothing, in order.</summary>
    public IReadOnlyList<RemoteAttempt> Failures => _failures;

    /// <summary>Connects to the first host while the job is still being made ready; returns at once.</summary>
    public void ConnectAhead(CancellationToken cancellationToken)
        => _ahead = JobStream.Connect(loop, _untried.Peek(), settings, cancellationToken);

    /// <summary>The host is sound, only this way of sending was not right: it may be shown the next job.</summary>
    public void TryAgain(HostAddress host) => _untried.Enqueue(host);

    /// <summary>
    /// The job is sent in another way: hosts that could not do it in the one before are asked again, those not that
    /// lately could not in this one.
    /// </summary>
    public void StartOver(Job job)
    {
        _unfit.ForEach(attempt => TryAgain(attempt.Host));
        _unfit.Clear();
        for (var left = _untried.Count; left > 0 && job.Offer.Mode == SendMode.DirectAtRoot; left--)
        {
            var host = _untried.Dequeue();
            if (memory.LacksTreeAtRoot(host))
            {
                _unfit.Add(new RemoteAttempt.Refused(
                    host, RefusalReason.ModeUnsupported, string.Empty,
                    "it recently refused to mount the tree of a job as /"));
            }
            else
            {
                _untried.Enqueue(host);
            }
        }
    }

    /// <summary>
    /// The next grant; or that no host is left, or that the job is to stay here. Called again after an attempt failed
    /// in mid-job.
    /// </summary>
    public async Task<OfferResult> NextGrantAsync(Job job, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var open = new List<JobStream>();
        try
        {
            while (true)
            {
                AskAnother(open, job, cancellationToken);
                if (open.Count == 0)
                {
                    return new OfferResult.NoneLeft(_unfit.LastOrDefault());
                }

                await WaitForNewsAsync(open, _time.GetElapsedTime(began), cancellationToken);
                if (await TakeGrantAsync(open, job) is { } granted)
                {
                    NoteTheSlow(open);
                    return granted;
                }

                if (OwnCoreFor(open, _time.GetElapsedTime(began)) is { } slot)
                {
                    return new OfferResult.OwnCore(slot);
                }
            }
        }
        finally
        {
            open.ForEach(Withdraw);
        }
    }

    /// <summary>The host did it: where there are others, how fast is worth knowing.</summary>
    public void Note(RemoteAttempt.Done done)
    {
        if (done.Result.ExitCode == 0 && _asked.Count + _untried.Count > 1)
        {
            memory.Compiled(done.Host, PeerTime.FromMicroseconds(done.Result.Used.WallUs), done.Result.ReceivedBytes);
        }
    }

    /// <summary>Counts an attempt that came to nothing, against the host if it is the host's fault.</summary>
    public void Note(RemoteAttempt attempt)
    {
        _failures.Add(attempt);
        if (attempt.HostIsToBlame)
        {
            memory.Failed(attempt.Host, attempt.Sentence);
        }
        else if (attempt is RemoteAttempt.Refused)
        {
            memory.Answered(attempt.Host, null);
        }
    }

    private void AskAnother(List<JobStream> open, Job job, CancellationToken cancellationToken)
    {
        if (_untried.Count == 0 || (open.Count > 0 && !open[^1].Answered.IsCompleted && !IsOverdue(open[^1])))
        {
            return;
        }

        if (open.Count(stream => !IsOverdue(stream)) >= OpenOffers)
        {
            if (_asked.Contains(_untried.Peek()) && _time.GetElapsedTime(open[^1].Opened) < Rotation)
            {
                return;
            }

            var worst = open.MaxBy(stream => stream.Position)!;
            open.Remove(worst);
            Withdraw(worst);
        }

        var host = _untried.Dequeue();
        _asked.Add(host);
        var stream = _ahead?.Host == host ? _ahead : JobStream.Connect(loop, host, settings, cancellationToken);
        _ahead = _ahead == stream ? null : _ahead;
        stream.Show(job, onTrial: memory.Of(host) is { Failures: > 0, OnlySlow: false });
        open.Add(stream);
    }

    /// <summary>Waits until an offer is settled, a host sends its first message, or the next check is due.</summary>
    private async Task WaitForNewsAsync(List<JobStream> open, TimeSpan waited, CancellationToken cancellationToken)
    {
        var pause = _untried.Count == 0 ? ToNextLook(waited)
            : !open[^1].Answered.IsCompleted ? Patience
            : open.Count < OpenOffers ? TimeSpan.Zero
            : Rotation;
        using var alarm = new LoopAlarm(loop, pause);
        await Task.WhenAny(
        [
            .. open.Select(stream => stream.Settled),
            .. open.Select(stream => stream.Answered).Where(answered => !answered.IsCompleted),
            alarm.Rings,
        ]);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<OfferResult.Granted?> TakeGrantAsync(List<JobStream> open, Job job)
    {
        OfferResult.Granted? granted = null;
        foreach (var stream in open.ToList())
        {
            if (!stream.Settled.IsCompleted)
            {
                if (stream.TakeNews() is { } load)
                {
                    memory.Answered(stream.Host, load);
                }

                continue;
            }

            open.Remove(stream);
            switch (await stream.Settled)
            {
                case OfferResult.Granted bid when granted is null:
                    memory.Answered(stream.Host, bid.Grant.Load);
                    granted = bid;
                    break;
                case OfferResult.Lost
                {
                    Attempt: RemoteAttempt.Refused { Reason: RefusalReason.ModeUnsupported } unfit,
                }:
                    memory.Answered(unfit.Host, null);
                    if (job.Offer.Mode == SendMode.DirectAtRoot && unfit.Culprit.Length == 0)
                    {
                        memory.HasNoTreeAtRoot(unfit.Host);
                    }

                    _unfit.Add(unfit);
                    stream.Dispose();
                    break;
                case OfferResult.Lost lost:
                    Note(lost.Attempt);
                    stream.Dispose();
                    break;
                default:
                    Withdraw(stream);
                    break;
            }
        }

        return granted;
    }

    private void NoteTheSlow(List<JobStream> open)
    {
        foreach (var stream in open.Where(IsOverdue))
        {
            memory.WasSlow(
                stream.Host,
                $"{stream.Host}: no answer within {DurationText.Format(Patience)}, while another host granted a slot");
        }
    }

    private TimeSpan ToNextLook(TimeSpan waited)
        => !settings.Fallback ? Timeout.InfiniteTimeSpan
            : waited >= _nextLook ? RarestLook
            : _nextLook - waited + TimeSpan.FromMilliseconds(1);

    /// <returns>Null: it goes on waiting for a host.</returns>
    private Microsoft.Win32.SafeHandles.SafeFileHandle? OwnCoreFor(List<JobStream> open, TimeSpan waited)
    {
        if (!settings.Fallback || waited < _nextLook || !open.Exists(stream => stream.Position > 0))
        {
            return null;
        }

        _nextLook = waited + (waited < RarestLook ? waited : RarestLook);
        return ownCores.TryTake();
    }

    private bool IsOverdue(JobStream stream)
        => !stream.Answered.IsCompleted && _time.GetElapsedTime(stream.Opened) >= Patience;

    private void Withdraw(JobStream stream)
    {
        stream.Dispose();
        _untried.Enqueue(stream.Host);
    }
}

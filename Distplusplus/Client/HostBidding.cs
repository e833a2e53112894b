using Distplusplus.Configuration;

namespace Distplusplus.Client;

/// <summary>
/// Late binding: shows a job to the hosts in turn and gives it to the one that grants first. While a host only queues
/// it (or says nothing yet), the next is asked as well; when one grants, the other offers are withdrawn.
/// </summary>
internal sealed class HostBidding(IEnumerable<HostAddress> hosts, HostMemory memory, ClientSettings settings)
{
    /// <summary>Offers open at once: more would fill every queue with jobs that go elsewhere.</summary>
    private const int OpenOffers = 3;


    /// <summary>A host that has not said a word for this long is not waited for alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly Queue<HostAddress> _untried = new(hosts);

    /// <summary>The attempts that came to nothing, in order.</summary>
    public List<RemoteAttempt> Failures { get; } = [];

    /// <summary>The host is sound, only this way of sending was not right: it may be shown the next job.</summary>
    public void TryAgain(HostAddress host) => _untried.Enqueue(host);

    /// <summary>The next grant, or null when no host is left. Called again after an attempt failed in mid-job.</summary>
    public async Task<Bid.Granted?> NextGrantAsync(Job job, CancellationToken cancellationToken)
    {
        var open = new List<JobStream>();
        Bid.Granted? granted = null;
        try
        {
            while (granted is null)
            {
                if (open.Count < OpenOffers && _untried.TryDequeue(out var host))
                {
                    open.Add(JobStream.Open(host, job, settings, cancellationToken));
                }

                if (open.Count == 0)
                {
                    return null;
                }

                await WaitForNewsAsync(open, cancellationToken);
                foreach (var stream in open.Where(stream => stream.Settled.IsCompleted).ToList())
                {
                    open.Remove(stream);
                    switch (await stream.Settled)
                    {
                        case Bid.Granted bid when granted is null:
                            memory.Answered(stream.Host, bid.Grant.Load);
                            granted = bid;
                            break;
                        case Bid.Lost lost:
                            Note(lost.Attempt);
                            stream.Dispose();
                            break;
                        default:
                            stream.Dispose();
                            _untried.Enqueue(stream.Host);
                            break;
                    }
                }
            }

            return granted;
        }
        finally
        {
            foreach (var stream in open)
            {
                stream.Dispose();
                _untried.Enqueue(stream.Host);
            }
        }
    }

    /// <summary>Counts an attempt that came to nothing, against the host if it is the host's fault.</summary>
    public void Note(RemoteAttempt attempt)
    {
        Failures.Add(attempt);
        if (attempt.HostIsToBlame)
        {
            memory.Failed(attempt.Host, attempt.Sentence);
        }
        else if (attempt is RemoteAttempt.Refused)
        {
            memory.Answered(attempt.Host, null);
        }
    }

    /// <summary>Until an offer is settled; or, while another host could be asked, until the latest is answered or slow.</summary>
    private async Task WaitForNewsAsync(List<JobStream> open, CancellationToken cancellationToken)
    {
        var news = open.ConvertAll<Task>(stream => stream.Settled);
        if (_untried.Count == 0 || open.Count == OpenOffers)
        {
            await Task.WhenAny(news).WaitAsync(cancellationToken);
            return;
        }

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        news.Add(open[^1].Answered);
        news.Add(Task.Delay(Patience, impatience.Token));
        await Task.WhenAny(news).WaitAsync(cancellationToken);
        await impatience.CancelAsync();
    }
}

using System.Collections.Immutable;
using Distplusplus.Protocol;
using Distplusplus.Server.Metrics;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Reporting;

/// <summary>
/// Reports the end of every job: a line in the log (one for many equal refusals), a count for Prometheus, and the most
/// recent ones for the status page. CompileJob reports to it.
/// </summary>
internal sealed class JobJournal(ILogger logger, HostMetrics metrics, TimeProvider time)
{
    private const int JobsKept = 40;
    private const int RefusalsKept = 10;

    private readonly Lock _lock = new();
    private readonly LogQuota _quota = new(time);
    private readonly Queue<JobRecord> _jobs = [];
    private readonly Queue<RefusalRecord> _refusals = [];

    /// <summary>Jobs answered since the start.</summary>
    public long Answered { get; private set; }

    /// <summary>Jobs refused since the start.</summary>
    public long Refusals { get; private set; }

    public void Ended(JobRecord job)
    {
        logger.JobEnded(
            job.Client, job.Source, job.ExitCode, (long)job.Wall.TotalMilliseconds, job.How,
            (long)job.Queued.TotalMilliseconds, job.Received, job.Sent, job.Trace);
        metrics.Ended(job);
        lock (_lock)
        {
            Answered++;
            Keep(_jobs, job, JobsKept);
        }
    }

    public void Refused(string trace, string peer, string source, Refusal refusal)
    {
        if (_quota.Count(Place(peer), $"{refusal.Reason} {refusal.Culprit}") is { } more)
        {
            logger.JobRefused(
                refusal.Reason == RefusalReason.HostTrouble ? LogLevel.Warning : LogLevel.Information,
                peer, source, refusal.Reason, refusal.ForLog ?? refusal.Sentence, trace, more);
        }

        metrics.Refused(refusal.Reason);
        lock (_lock)
        {
            Refusals++;
            Keep(_refusals, new RefusalRecord(time.GetUtcNow(), peer, source, refusal), RefusalsKept);
        }
    }

    public void Left(string trace, string peer, string source)
    {
        logger.ClientLeft(peer, source, trace);
        metrics.Left();
    }

    /// <summary>The last jobs, newest first.</summary>
    public ImmutableArray<JobRecord> RecentJobs() => Newest(_jobs);

    /// <summary>The last refusals, newest first.</summary>
    public ImmutableArray<RefusalRecord> RecentRefusals() => Newest(_refusals);

    /// <summary>"ipv4:10.0.0.7" of "ipv4:10.0.0.7:51234": each compile comes from a port of its own.</summary>
    private static string Place(string peer) => peer[..Math.Max(peer.LastIndexOf(':'), 0)];

    private static void Keep<T>(Queue<T> queue, T item, int kept)
    {
        queue.Enqueue(item);
        if (queue.Count > kept)
        {
            queue.Dequeue();
        }
    }

    private ImmutableArray<T> Newest<T>(Queue<T> queue)
    {
        lock (_lock)
        {
            return [.. queue.Reverse()];
        }
    }
}

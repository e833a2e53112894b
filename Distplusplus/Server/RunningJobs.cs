namespace Distplusplus.Server;

/// <summary>Every job that was let in and has not been answered yet. Made once by HostAssembly.</summary>
internal sealed class RunningJobs
{
    private readonly Lock _lock = new();
    private readonly HashSet<JobState> _jobs = [];
    private TaskCompletionSource? _emptied;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Count;
            }
        }
    }

    public void Enter(JobState job)
    {
        lock (_lock)
        {
            _jobs.Add(job);
        }
    }

    public void Leave(JobState job)
    {
        lock (_lock)
        {
            _jobs.Remove(job);
            if (_jobs.Count == 0)
            {
                _emptied?.TrySetResult();
                _emptied = null;
            }
        }
    }

    public JobState[] All()
    {
        lock (_lock)
        {
            return [.. _jobs];
        }
    }

    /// <summary>Completes when there is none.</summary>
    public Task EmptyAsync()
    {
        lock (_lock)
        {
            if (_jobs.Count == 0)
            {
                return Task.CompletedTask;
            }

            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }
}

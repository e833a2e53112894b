namespace Distplusplus.Server.Jobs;

/// <summary>
/// Threads that wait for compilers, kept from job to job: to make one costs more than to wait. As many as jobs run at
/// once; those too many end after a while. Made by <see cref="JobRunner"/>, lives as long.
/// </summary>
/// <param name="patience">For how long a thread without work stays.</param>
internal sealed class RunThreads(TimeSpan patience)
{
    private readonly Lock _lock = new();
    private readonly List<Worker> _idle = [];

    /// <summary>Runs work that blocks.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Give(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private void Give(Action work)
    {
        Worker worker;
        lock (_lock)
        {
            if (_idle.Count == 0)
            {
                new Thread(() => Live(work)) { IsBackground = true, Name = "compiler" }.Start();
                return;
            }

            worker = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
        }

        worker.Give(work);
    }

    private void Live(Action first)
    {
        first();
        var worker = new Worker();
        while (true)
        {
            lock (_lock)
            {
                _idle.Add(worker);
            }

            while (!worker.TryWork(patience))
            {
                lock (_lock)
                {
                    if (_idle.Remove(worker))
                    {
                        return;
                    }
                }
            }
        }
    }

    private sealed class Worker
    {
        private readonly object _changed = new();
        private Action? _work;

        public void Give(Action work)
        {
            lock (_changed)
            {
                _work = work;
                Monitor.Pulse(_changed);
            }
        }

        /// <returns>False: there was nothing to do for so long.</returns>
        public bool TryWork(TimeSpan patience)
        {
            Action work;
            lock (_changed)
            {
                if (_work is null)
                {
                    Monitor.Wait(_changed, patience);
                }

                if (_work is null)
                {
                    return false;
                }

                (work, _work) = (_work, null);
            }

            work();
            return true;
        }
    }
}

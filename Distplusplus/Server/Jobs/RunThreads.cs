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
                var result = work();
                return () => done.SetResult(result);
            }
            catch (Exception e)
            {
                return () => done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <param name="work">Brings what tells that it is done.</param>
    private void Give(Func<Action> work)
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

    private void Live(Func<Action> first)
    {
        var worker = new Worker();
        for (Func<Action>? work = first; ;)
        {
            var tell = work();
            lock (_lock)
            {
                _idle.Add(worker);
            }

            // Not earlier: whoever hears of it may bring the next work at once.
            tell();
            while ((work = worker.Take(patience)) is null)
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
        private Func<Action>? _work;

        public void Give(Func<Action> work)
        {
            lock (_changed)
            {
                _work = work;
                Monitor.Pulse(_changed);
            }
        }

        /// <returns>Null: there was nothing to do for so long.</returns>
        public Func<Action>? Take(TimeSpan patience)
        {
            lock (_changed)
            {
                if (_work is null)
                {
                    Monitor.Wait(_changed, patience);
                }

                var work = _work;
                _work = null;
                return work;
            }
        }
    }
}

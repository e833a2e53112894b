using System.Collections.Concurrent;
using Distplusplus.Server.Jobs;

namespace Distplusplus.Tests.Server;

/// <summary>As many threads wait for compilers as compilers run, and no job is lost between two of them.</summary>
internal sealed class RunThreadsTests
{
    [Test]
    public async Task What_waits_one_after_the_other_waits_on_one_thread()
    {
        var threads = new RunThreads(TimeSpan.FromMinutes(1));
        var seen = new HashSet<int>();
        for (var job = 0; job < 1000; job++)
        {
            await threads.RunAsync(() => Seen(seen));
        }

        Assert.That(seen, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_waits_at_once_waits_on_threads_of_its_own()
    {
        var threads = new RunThreads(TimeSpan.FromMinutes(1));
        using var all = new Barrier(8);
        var waits = Enumerable.Range(0, 8)
            .Select(_ => threads.RunAsync(() => all.SignalAndWait(TimeSpan.FromMinutes(1)))).ToArray();
        Assert.That(await Task.WhenAll(waits), Is.All.True);
    }

    [Test]
    public async Task Threads_that_end_are_made_anew_and_nothing_is_lost_between()
    {
        var threads = new RunThreads(TimeSpan.FromMilliseconds(1));
        var done = new ConcurrentBag<int>();
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (job, stop) =>
        {
            if (job % 7 == 0)
            {
                await Task.Delay(2, stop);
            }

            done.Add(await threads.RunAsync(() => job));
        });
        Assert.That(done, Is.EquivalentTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public void What_fails_is_told_and_the_thread_goes_on()
    {
        var threads = new RunThreads(TimeSpan.FromMinutes(1));
        Assert.That(
            () => threads.RunAsync<int>(() => throw new IOException("no")), Throws.TypeOf<IOException>());
        Assert.That(async () => await threads.RunAsync(() => 7), Is.EqualTo(7));
    }

    private static bool Seen(HashSet<int> seen)
    {
        lock (seen)
        {
            return seen.Add(Environment.CurrentManagedThreadId);
        }
    }
}

using Distplusplus.Server.Slots;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server;

internal sealed class SlotPoolTests
{
    private static readonly MemoryRoom Plenty = new(() => long.MaxValue);

    private readonly ManualClock _clock = new();

    [Test]
    public void Slots_go_round_between_the_clients_that_wait()
    {
        var pool = new SlotPool(1, 100, Plenty, _clock);
        var running = pool.Enter("a")!;
        var waiting = new[] { "a", "a", "a", "b", "b", "c" }.Select(client => pool.Enter(client)!).ToList();
        Assert.That(waiting.Select(ticket => ticket.Position), Is.EqualTo(new[] { 1, 4, 6, 2, 5, 3 }));

        var order = new List<string>();
        while (waiting.Count > 0)
        {
            running.Dispose();
            running = waiting.Single(ticket => ticket.Decided.IsCompleted);
            waiting.Remove(running);
            order.Add(running.Client);
        }

        Assert.That(order, Is.EqualTo(new[] { "a", "b", "c", "a", "b", "a" }));
    }

    [Test]
    public void Five_jobs_do_not_wait_behind_five_hundred()
    {
        var pool = new SlotPool(2, 1000, Plenty, _clock);
        var running = new List<SlotTicket> { pool.Enter("big")!, pool.Enter("big")! };
        var waiting = Enumerable.Range(0, 500).Select(_ => pool.Enter("big")!).ToList();
        _clock.Advance(TimeSpan.FromSeconds(5));
        waiting.AddRange(Enumerable.Range(0, 5).Select(_ => pool.Enter("small")!));
        Assert.That(waiting[^1].Position, Is.InRange(5, 10));

        var order = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            running[0].Dispose();
            running.RemoveAt(0);
            running.Add(waiting.Single(ticket => ticket.Decided.IsCompleted && !running.Contains(ticket)));
            waiting.Remove(running[^1]);
            order.Add(running[^1].Client);
        }

        Assert.That(order.Take(5), Has.All.EqualTo("small"));
        Assert.That(order.Skip(5), Has.All.EqualTo("big"));
    }

    [Test]
    public void What_a_client_had_long_ago_is_forgotten()
    {
        var pool = new SlotPool(1, 100, Plenty, _clock);
        var running = pool.Enter("a")!;
        _clock.Advance(TimeSpan.FromSeconds(60));
        running.Dispose();
        _clock.Advance(TimeSpan.FromMinutes(5));
        running = pool.Enter("c")!;
        var first = pool.Enter("a")!;
        pool.Enter("b");
        running.Dispose();
        Assert.That(first.Decided.IsCompleted, Is.True);
    }

    [Test]
    public void A_slot_is_given_back_once_however_often_it_is_disposed()
    {
        var pool = new SlotPool(2, 100, Plenty, _clock);
        var first = pool.Enter("a")!;
        pool.Enter("a");
        first.Dispose();
        first.Dispose();
        Assert.That(pool.Running, Is.EqualTo(1));
    }

    [Test]
    public void One_who_leaves_the_queue_makes_the_others_move_up()
    {
        var pool = new SlotPool(1, 100, Plenty, _clock);
        pool.Enter("a");
        var first = pool.Enter("a")!;
        var second = pool.Enter("a")!;
        var moved = pool.Moved;
        first.Dispose();
        Assert.That(moved.IsCompleted, Is.True);
        Assert.That(second.Position, Is.EqualTo(1));
        Assert.That(pool.Queued, Is.EqualTo(1));
    }

    [Test]
    public void A_full_queue_lets_nobody_in()
    {
        var pool = new SlotPool(1, 1, Plenty, _clock);
        pool.Enter("a");
        pool.Enter("a");
        Assert.That(pool.Enter("b"), Is.Null);
    }

    [Test]
    public void A_full_queue_makes_room_for_who_has_less_in_it()
    {
        var pool = new SlotPool(1, 4, Plenty, _clock);
        pool.Enter("big");
        var big = Enumerable.Range(0, 4).Select(_ => pool.Enter("big")!).ToList();
        var small = pool.Enter("small");
        Assert.That(small, Is.Not.Null);
        Assert.That(big[^1].Decided.Result, Is.EqualTo(SlotState.Displaced));
        Assert.That(pool.Enter("small"), Is.Not.Null, "two and two");
        Assert.That(big[^2].Decided.Result, Is.EqualTo(SlotState.Displaced));
        Assert.That(pool.Enter("small"), Is.Null, "nobody has more than who comes");
        Assert.That(pool.Enter("other"), Is.Not.Null);
        big[^1].Dispose();
        Assert.That(pool.Queued, Is.EqualTo(4));
    }

    [Test]
    public void Draining_turns_away_who_waits_and_who_comes()
    {
        var pool = new SlotPool(1, 10, Plenty, _clock);
        var running = pool.Enter("a")!;
        var waiting = pool.Enter("a")!;
        pool.Drain();
        var late = pool.Enter("a")!;
        Assert.That(waiting.Decided.Result, Is.EqualTo(SlotState.TurnedAway));
        Assert.That(late.Decided.Result, Is.EqualTo(SlotState.TurnedAway));
        waiting.Dispose();
        late.Dispose();
        running.Dispose();
        Assert.That((pool.Running, pool.Queued), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Thousands_coming_and_going_at_once_leave_an_empty_pool_and_never_too_many_slots()
    {
        var pool = new SlotPool(3, 100_000, Plenty, _clock);
        var held = 0;
        var most = 0;
        Parallel.For(0, 4000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var ticket = pool.Enter($"client {i % 7}")!;
            if (i % 5 == 0)
            {
                return;
            }

            if (ticket.Decided.Wait(1))
            {
                var now = Interlocked.Increment(ref held);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref held);
            }
        });
        Assert.That((pool.Running, pool.Queued), Is.EqualTo((0, 0)));
        Assert.That(most, Is.InRange(1, 3));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Test]
    public void A_host_short_of_memory_grants_less_than_its_slots()
    {
        var free = 1000L << 20;
        var memory = new MemoryRoom(() => free);
        memory.Learn(400L << 20);
        var pool = new SlotPool(8, 100, memory, _clock);
        var tickets = Enumerable.Range(0, 4).Select(_ => pool.Enter("me@here")!).ToList();

        // 400 for each that starts and 200 more for each that runs: 400, 600, 800, 1000 and then too much.
        Assert.That(tickets.Count(ticket => ticket.Decided.IsCompleted), Is.EqualTo(4));
        var fifth = pool.Enter("me@here")!;
        Assert.That(fifth.Decided.IsCompleted, Is.False);
        free = 1200L << 20;
        pool.Reconsider();
        Assert.That(fifth.Decided.IsCompleted, Is.True);
    }

    [Test]
    public void One_job_may_always_run_however_little_memory_there_is()
    {
        var pool = new SlotPool(8, 100, new MemoryRoom(() => 0), _clock);
        using var first = pool.Enter("me@here")!;
        using var second = pool.Enter("me@here")!;
        Assert.That((first.Decided.IsCompleted, second.Decided.IsCompleted), Is.EqualTo((true, false)));
        first.Dispose();
        Assert.That(second.Decided.IsCompleted, Is.True);
    }

    [Test]
    public void A_large_job_is_remembered_at_once_and_forgotten_slowly()
    {
        var memory = new MemoryRoom(() => 0);
        memory.Learn(1000L << 20);
        Assert.That(memory.Need, Is.EqualTo(1000L << 20));
        for (var i = 0; i < 10; i++)
        {
            memory.Learn(100L << 20);
        }

        Assert.That(memory.Need >> 20, Is.InRange(700, 800));
    }
}

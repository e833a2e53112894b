namespace Distplusplus.Server.Slots;

/// <summary>
/// The room for jobs at this host and the queue before it. A slot goes to the client that had least of this host
/// lately, round between those that had the same, first come first served within one client. A queue that is full is
/// shared too: whoever has most in it makes room. Made once by HostAssembly.
/// </summary>
internal sealed class SlotPool(int slots, int queueLimit, MemoryRoom memory, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<SlotTicket>> _waiting = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _ring = new();
    private readonly ClientShares _shares = new(time);
    private TaskCompletionSource _moved = NewSignal();
    private bool _numbered = true;
    private bool _draining;

    public int Slots => slots;

    public int QueueLimit => queueLimit;

    public int Running { get; private set; }

    public int Queued { get; private set; }

    /// <summary>Completes when the queue next moves or a slot changes hands.</summary>
    public Task Moved
    {
        get
        {
            lock (_lock)
            {
                return _moved.Task;
            }
        }
    }

    /// <summary>Asks for a slot.</summary>
    /// <param name="client">Whose turn it counts for.</param>
    /// <returns>A ticket to be disposed in any case; null when the queue is full, and not by others.</returns>
    public SlotTicket? Enter(string client)
    {
        lock (_lock)
        {
            var ticket = new SlotTicket(this, client);
            if (_draining)
            {
                ticket.TurnAway();
            }
            else if (Running < slots && Queued == 0 && memory.Bears(Running))
            {
                Running++;
                _shares.Took(client);
                ticket.Grant();
            }
            else if (Queued >= queueLimit && !MakeRoom(client))
            {
                return null;
            }
            else
            {
                if (!_waiting.TryGetValue(client, out var line))
                {
                    _waiting[client] = line = new LinkedList<SlotTicket>();
                    _ring.AddLast(client);
                }

                line.AddLast(ticket);
                Queued++;
            }

            Signal();
            return ticket;
        }
    }

    /// <summary>From now on nobody is let in; those who wait are turned away, those who hold a slot keep it.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _draining = true;
            foreach (var ticket in _waiting.Values.SelectMany(line => line))
            {
                ticket.TurnAway();
            }

            _waiting.Clear();
            _ring.Clear();
            Queued = 0;
            Signal();
        }
    }

    /// <summary>Called now and then: memory may have become free without a job of ours ending.</summary>
    public void Reconsider()
    {
        lock (_lock)
        {
            var running = Running;
            GrantNext();
            if (Running != running)
            {
                Signal();
            }
        }
    }

    /// <summary>Called by a ticket, once.</summary>
    internal void Leave(SlotTicket ticket)
    {
        lock (_lock)
        {
            switch (ticket.State)
            {
                case SlotState.Held:
                    Running--;
                    _shares.GaveBack(ticket.Client);
                    GrantNext();
                    break;
                case SlotState.Waiting:
                    TakeOut(ticket);
                    break;
                case SlotState.TurnedAway or SlotState.Displaced:
                    break;
            }

            Signal();
        }
    }

    /// <summary>The place of a waiting ticket, 1 being next.</summary>
    internal int PositionOf(SlotTicket ticket)
    {
        lock (_lock)
        {
            if (!_numbered)
            {
                Number();
            }

            return ticket.Number;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void GrantNext()
    {
        // More than one: the job that ended may have been the one whose memory was in the way of two.
        while (Running < slots && _ring.Count > 0 && memory.Bears(Running))
        {
            Grant(Turn());
        }
    }

    // The last job of the longest line goes, unless the newcomer's own would be as long.
    private bool MakeRoom(string newcomer)
    {
        var own = _waiting.TryGetValue(newcomer, out var line) ? line.Count : 0;
        var longest = _waiting.Values.MaxBy(other => other.Count);
        if (longest is null || longest.Count <= own + 1)
        {
            return false;
        }

        var last = longest.Last!.Value;
        TakeOut(last);
        last.Displace();
        return true;
    }

    private void TakeOut(SlotTicket ticket)
    {
        Queued--;
        var line = _waiting[ticket.Client];
        line.Remove(ticket);
        if (line.Count == 0)
        {
            _waiting.Remove(ticket.Client);
            _ring.Remove(ticket.Client);
        }
    }

    // Of equals the first in the ring.
    private LinkedListNode<string> Turn()
    {
        var turn = _ring.First!;
        var least = _shares.Of(turn.Value);
        for (var other = turn.Next; other is not null && least > 0; other = other.Next)
        {
            var share = _shares.Of(other.Value);
            if (share < least)
            {
                (turn, least) = (other, share);
            }
        }

        return turn;
    }

    private void Grant(LinkedListNode<string> turn)
    {
        var line = _waiting[turn.Value];
        var next = line.First!.Value;
        line.RemoveFirst();
        _ring.Remove(turn);
        if (line.Count == 0)
        {
            _waiting.Remove(turn.Value);
        }
        else
        {
            _ring.AddLast(turn);
        }

        Queued--;
        Running++;
        _shares.Took(next.Client);
        next.Grant();
    }

    private void Number()
    {
        var number = 1;
        var heads = _ring.OrderBy(_shares.Of).Select(client => _waiting[client].First).ToList();
        while (heads.Count > 0)
        {
            for (var i = 0; i < heads.Count; i++)
            {
                heads[i]!.Value.Number = number++;
                heads[i] = heads[i]!.Next;
            }

            heads.RemoveAll(head => head is null);
        }

        _numbered = true;
    }

    private void Signal()
    {
        _numbered = false;
        var moved = _moved;
        _moved = NewSignal();
        moved.TrySetResult();
    }
}

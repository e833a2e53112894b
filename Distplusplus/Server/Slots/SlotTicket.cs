namespace Distplusplus.Server.Slots;

/// <summary>
/// One job's place in the queue, then its slot. Made by <see cref="SlotPool.Enter"/>, lives as long as the job needs
/// a CPU; disposing it gives the slot back or leaves the queue, once however often it is done.
/// </summary>
internal sealed class SlotTicket(SlotPool pool, string client) : IDisposable
{
    private readonly TaskCompletionSource<SlotState> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    public string Client => client;

    /// <summary>Completes with what comes after waiting.</summary>
    public Task<SlotState> Decided => _decided.Task;

    /// <summary>1: next.</summary>
    public int Position => pool.PositionOf(this);

    /// <summary>Guarded by the pool's lock.</summary>
    internal SlotState State { get; private set; } = SlotState.Waiting;

    /// <summary>Guarded by the pool's lock.</summary>
    internal int Number { get; set; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            pool.Leave(this);
        }
    }

    internal void Grant() => Decide(SlotState.Held);

    internal void TurnAway() => Decide(SlotState.TurnedAway);

    internal void Displace() => Decide(SlotState.Displaced);

    private void Decide(SlotState state)
    {
        State = state;
        _decided.TrySetResult(state);
    }
}

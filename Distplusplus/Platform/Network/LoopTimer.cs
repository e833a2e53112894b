namespace Distplusplus.Platform.Network;

/// <summary>A timer of an <see cref="EventLoop"/>; made by its clock, rings on its thread.</summary>
internal sealed class LoopTimer(EventLoop loop, TimerCallback callback, object? state) : ITimer
{
    private long _period = long.MaxValue;

    /// <summary>Time stamp; the largest number: it does not run.</summary>
    public long Due { get; private set; } = long.MaxValue;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = Ticks(period);
        var wait = Ticks(dueTime);
        Due = wait == long.MaxValue ? wait : loop.Clock.GetTimestamp() + wait;
        loop.Set(this, Due != long.MaxValue);
        return true;
    }

    /// <summary>It rings now: when is the next time?</summary>
    public void Advance(long now) => Due = _period == long.MaxValue || _period == 0 ? long.MaxValue : now + _period;

    public void Ring() => callback(state);

    public void Dispose() => loop.Set(this, isRunning: false);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private long Ticks(TimeSpan time)
        => time < TimeSpan.Zero ? long.MaxValue : (long)(time.TotalSeconds * loop.Clock.TimestampFrequency);
}

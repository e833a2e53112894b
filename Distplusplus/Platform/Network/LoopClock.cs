namespace Distplusplus.Platform.Network;

/// <summary>The system's time with timers that ring on an <see cref="EventLoop"/>, which makes it.</summary>
internal sealed class LoopClock(EventLoop loop) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(loop, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

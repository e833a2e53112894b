namespace Distplusplus.Platform.Network;

/// <summary>A one-shot timer that can be disposed of before it fires.</summary>
internal sealed class LoopAlarm : IDisposable
{
    private readonly TaskCompletionSource _rings = new();
    private readonly ITimer _timer;

    public LoopAlarm(EventLoop loop, TimeSpan delay)
        => _timer = loop.Clock.CreateTimer(
            static rings => ((TaskCompletionSource)rings!).TrySetResult(), _rings, delay, Timeout.InfiniteTimeSpan);

    public Task Rings => _rings.Task;

    public void Dispose() => _timer.Dispose();
}

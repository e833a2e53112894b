using System.Runtime.InteropServices;
using Distplusplus.Platform.Files;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Network;

/// <summary>
/// A single-threaded event loop for a compile: descriptors, timers, and callbacks of other threads. A thread pool would
/// cost too much in a process that lives for milliseconds. Made once per compile; continuations inside
/// <see cref="Run{T}"/> run on its thread.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IDisposable
{
    private const int WakeFlags = 0x80000 | 0x800;

    private readonly Lock _lock = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly List<(int Descriptor, short Wanted, TaskCompletionSource Ready)> _waiting = [];
    private readonly List<LoopTimer> _timers = [];
    private readonly SafeFileHandle _wake;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _ended;

    private EventLoop()
    {
        var descriptor = Libc.EventDescriptor(0, WakeFlags);
        _wake = descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new NativeFileException("open", "eventfd", Marshal.GetLastPInvokeError());
        Clock = new LoopClock(this);
    }

    /// <summary>The time provider whose timers fire on this loop.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Runs until the task of <paramref name="work"/> completes; rethrows its exception.</summary>
    public static T Run<T>(Func<EventLoop, Task<T>> work)
    {
        var outer = Current;
        using var loop = new EventLoop();
        SetSynchronizationContext(loop);
        try
        {
            var task = work(loop);
            while (!task.IsCompleted)
            {
                loop.RunPosted();
                if (!task.IsCompleted)
                {
                    loop.Wait();
                }
            }

            return task.GetAwaiter()
                .GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback callback, object? state)
    {
        lock (_lock)
        {
            _posted.Enqueue((callback, state));
        }

        Wake();
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Completes when one of the <paramref name="wanted"/> poll events is seen, or an error.</summary>
    public Task WhenReadyAsync(SafeFileHandle handle, short wanted, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ready = new TaskCompletionSource();
        lock (_lock)
        {
            _waiting.Add(((int)handle.DangerousGetHandle(), wanted, ready));
        }

        Wake();
        return cancellationToken.CanBeCanceled ? CancellableAsync(ready, cancellationToken) : ready.Task;
    }

    /// <summary>Nobody waits for this descriptor any more; called before it is closed.</summary>
    public void Forget(SafeFileHandle handle)
    {
        lock (_lock)
        {
            var descriptor = handle.IsClosed ? -1 : (int)handle.DangerousGetHandle();
            _waiting.RemoveAll(waiting => waiting.Descriptor == descriptor);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _wake.Dispose();
        }
    }

    internal void Set(LoopTimer timer, bool isRunning)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (isRunning)
            {
                _timers.Add(timer);
            }
        }

        Wake();
    }

    private async Task CancellableAsync(TaskCompletionSource ready, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(_ => Abandon(ready, cancellationToken), null))
        {
            await ready.Task;
        }
    }

    private void Abandon(TaskCompletionSource ready, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _waiting.RemoveAll(waiting => waiting.Ready == ready);
        }

        ready.TrySetCanceled(cancellationToken);
    }

    private void RunPosted()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) next;
            lock (_lock)
            {
                if (!_posted.TryDequeue(out next))
                {
                    return;
                }
            }

            next.Callback(next.State);
        }
    }

    /// <summary>Waits until a descriptor is ready, a timer fires or a callback is posted.</summary>
    private unsafe void Wait()
    {
        Libc.PollEntry[] entries;
        int patience;
        lock (_lock)
        {
            entries = new Libc.PollEntry[_waiting.Count + 1];
            entries[0].Descriptor = (int)_wake.DangerousGetHandle();
            entries[0].Wanted = Libc.PollIn;
            for (var i = 0; i < _waiting.Count; i++)
            {
                entries[i + 1].Descriptor = _waiting[i].Descriptor;
                entries[i + 1].Wanted = _waiting[i].Wanted;
            }

            patience = _posted.Count > 0 ? 0 : Patience();
        }

        int seen;
        fixed (Libc.PollEntry* first = entries)
        {
            seen = Libc.Poll(first, (nuint)entries.Length, patience);
        }

        if (seen > 0)
        {
            Complete(entries);
        }

        RingTimers();
    }

    private int Patience()
    {
        var next = long.MaxValue;
        foreach (var timer in _timers)
        {
            next = Math.Min(next, timer.Due);
        }

        return next == long.MaxValue
            ? -1
            : (int)Math.Clamp(
                Math.Ceiling(Clock.GetElapsedTime(Clock.GetTimestamp(), next).TotalMilliseconds), 0, 3.6e6);
    }

    private unsafe void Complete(Libc.PollEntry[] entries)
    {
        if (entries[0].Seen != 0)
        {
            ulong ignored;
            _ = Libc.Read((int)_wake.DangerousGetHandle(), (byte*)&ignored, sizeof(ulong));
        }

        List<TaskCompletionSource> ready = [];
        lock (_lock)
        {
            foreach (var entry in entries.AsSpan(1))
            {
                var at = entry.Seen == 0
                    ? -1
                    : _waiting.FindIndex(w => w.Descriptor == entry.Descriptor && w.Wanted == entry.Wanted);
                if (at >= 0)
                {
                    ready.Add(_waiting[at].Ready);
                    _waiting.RemoveAt(at);
                }
            }
        }

        foreach (var one in ready)
        {
            Outside(static one => ((TaskCompletionSource)one).TrySetResult(), one);
        }
    }

    private void RingTimers()
    {
        var now = Clock.GetTimestamp();
        while (true)
        {
            LoopTimer? due;
            lock (_lock)
            {
                // The earliest first, however late we are.
                due = _timers.MinBy(timer => timer.Due);
                if (due is null || due.Due > now)
                {
                    return;
                }

                due.Advance(now);
                if (due.Due == long.MaxValue)
                {
                    _timers.Remove(due);
                }
            }

            Outside(static timer => ((LoopTimer)timer).Ring(), due);
        }
    }

    // As if from another thread: who awaits without a context, as TLS does, then goes on here and not in a pool.
    private void Outside(Action<object> work, object state)
    {
        SetSynchronizationContext(null);
        try
        {
            work(state);
        }
        finally
        {
            SetSynchronizationContext(this);
        }
    }

    private unsafe void Wake()
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            return;
        }

        lock (_lock)
        {
            if (!_ended)
            {
                ulong one = 1;
                _ = Libc.Write((int)_wake.DangerousGetHandle(), (byte*)&one, sizeof(ulong));
            }
        }
    }
}

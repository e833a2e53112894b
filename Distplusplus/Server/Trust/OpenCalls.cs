using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Distplusplus.Server.Trust;

/// <summary>
/// The calls that were let in and are not over: looked at now and then, so that a client that may no longer come in
/// does not stay either. Made by CallAuthorization.
/// </summary>
internal sealed class OpenCalls(Func<Caller, Denial?> judge)
{
    private readonly ConcurrentDictionary<OpenCall, Caller> _calls = [];

    /// <summary>Ends the calls of those who may not come in any more; the slots and compilers go with them.</summary>
    public void Review()
    {
        foreach (var (call, caller) in _calls)
        {
            if (judge(caller) is { } denial)
            {
                call.End(denial);
            }
        }
    }

    /// <returns>Null: it went its way; else why it was ended.</returns>
    public async Task<Denial?> FollowAsync(HttpContext context, Caller caller, RequestDelegate next)
    {
        using var call = new OpenCall(context.RequestAborted);
        context.RequestAborted = call.Aborted;
        _calls[call] = caller;
        try
        {
            await next(context);
        }
        finally
        {
            _calls.TryRemove(call, out _);
        }

        return call.Why;
    }

    private sealed class OpenCall(CancellationToken aborted) : IDisposable
    {
        private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        private readonly Lock _lock = new();
        private bool _over;

        public CancellationToken Aborted => _end.Token;

        public Denial? Why { get; private set; }

        public void End(Denial why)
        {
            lock (_lock)
            {
                if (!_over && Why is null)
                {
                    Why = why;
                    _ = _end.CancelAsync();
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _over = true;
                _end.Dispose();
            }
        }
    }
}

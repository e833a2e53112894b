using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Hosting;
using Google.Protobuf;
using Grpc.Core;

namespace Distplusplus.Server;

/// <summary>
/// The way down to one client: one writer at a time, and a sign of life in every phase. Made for each stream;
/// disposed before the stream ends.
/// </summary>
internal sealed class ReplyStream : IAsyncDisposable
{
    private readonly IServerStreamWriter<CompileReply> _replies;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly PeriodicTimer _timer;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancel;
    private readonly Task _beating;
    private bool _ended;

    public ReplyStream(
        IServerStreamWriter<CompileReply> replies,
        TimeSpan heartbeat,
        TimeSpan silence,
        TimeProvider time,
        CancellationToken cancel)
    {
        _silence = silence;
        _time = time;
        _replies = replies;
        _cancel = cancel;
        _timer = new PeriodicTimer(heartbeat, time);
        _beating = BeatAsync();
    }

    /// <summary>The phase that heartbeats report.</summary>
    public Phase Phase { get; set; } = Phase.Queued;

    /// <summary>Content bytes that came so far; null: none were asked for yet.</summary>
    public Func<long>? Received { get; set; }

    public Task QueuedAsync(int position, HostLoad load)
        => WriteAsync(new CompileReply { Queued = new Queued { Position = (uint)position, Load = load } });

    public Task StartedAsync() => WriteAsync(new CompileReply { Started = new Started() });

    public async Task PrintedAsync(bool standardError, ReadOnlyMemory<byte> text)
    {
        const int Piece = 64 * 1024;
        for (; !text.IsEmpty; text = text[Math.Min(Piece, text.Length)..])
        {
            await WriteAsync(new CompileReply
            {
                Printed = new Printed
                {
                    StandardError = standardError,
                    Data = UnsafeByteOperations.UnsafeWrap(text[..Math.Min(Piece, text.Length)]),
                },
            });
        }
    }

    /// <summary>The last word.</summary>
    public Task RefusedAsync(Refusal refusal, HostLoad load)
        => WriteAsync(new CompileReply
        {
            Refused = new Refused
            {
                Reason = refusal.Reason,
                Culprit = ByteString.CopyFrom(NativeText.Encode(refusal.Culprit)),
                Sentence = refusal.Sentence,
                Load = load,
                Version = HostParts.Version,
            },
        });

    public async Task WriteAsync(CompileReply reply)
    {
        await _writer.WaitAsync(_cancel);
        try
        {
            if (_ended)
            {
                return;
            }

            _ended =
                reply.MessageCase is CompileReply.MessageOneofCase.Refused or CompileReply.MessageOneofCase.Finished;
            await WriteInTimeAsync(reply);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _beating;
        _writer.Dispose();
    }

    private async Task WriteInTimeAsync(CompileReply reply)
    {
        var written = _replies.WriteAsync(reply, _cancel);
        if (written.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await written.WaitAsync(_silence, _time, _cancel);
        }
        catch (TimeoutException)
        {
            _ended = true;
            throw new TimeoutException($"the client read nothing for {_silence.TotalSeconds:0} s");
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(_cancel))
            {
                var beat = new Heartbeat { Phase = Phase };
                if (Received is { } received)
                {
                    beat.ReceivedBytes = (ulong)received();
                }

                await WriteAsync(new CompileReply { Heartbeat = beat });
            }
        }
        catch (Exception gone) when (
            gone is OperationCanceledException or IOException or InvalidOperationException or RpcException
                or TimeoutException)
        {
            // The client left; the job learns it from its own token.
        }
    }
}

using Distplusplus.Client.Hosts;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Network;
using Distplusplus.Protocol;
using Grpc.Core;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// One job at one host: the client's end of a Compile stream. Opened by <see cref="OfferDispatcher"/>, which may hold
/// several until one is granted; disposing it withdraws the job, whatever its phase. Its twin is the host's
/// BuildHostService.
/// </summary>
internal sealed class JobStream : IDisposable
{
    /// <summary>
    /// The maximum number of messages of a job, far above normal use: outputs and printed text come in pieces of 64
    /// KiB.
    /// </summary>
    private const int MostMessages = 1 << 20;

    private readonly EventLoop _loop;
    private readonly CompileCall _call;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _withdrawn;
    private readonly ClientSettings _settings;
    private Job _job = null!;
    private readonly TaskCompletionSource _answered = new();
    private bool _onTrial;
    private JobClock _clock;
    private Phase _phase;
    private Queued? _queued;
    private int _messages;

    private JobStream(
        EventLoop loop, HostAddress host, ClientSettings settings, CancellationToken cancellationToken)
    {
        _loop = loop;
        _settings = settings;
        Host = host;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, loop.Clock);
        _withdrawn = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _call = CompileCall.Open(loop, host, settings, _stop.Token);
    }

    public HostAddress Host { get; }

    /// <summary>When the job was shown, a time stamp.</summary>
    public long Opened { get; private set; }

    /// <summary>The position in the host's queue, 1 being next; 0 if none was reported.</summary>
    public uint Position { get; private set; }

    /// <summary>Completes at the host's first message, or when there will be none.</summary>
    public Task Answered => _answered.Task;

    /// <summary>The grant, or the attempt that ended without one.</summary>
    public Task<OfferResult> Settled { get; private set; } = null!;

    /// <summary>Starts to connect; returns at once.</summary>
    public static JobStream Connect(
        EventLoop loop, HostAddress host, ClientSettings settings, CancellationToken cancellationToken)
        => new(loop, host, settings, cancellationToken);

    /// <summary>Shows the offer; returns at once. Called once.</summary>
    /// <param name="onTrial">The host failed lately: it has to speak as soon as it would have to connect.</param>
    public void Show(Job job, bool onTrial)
    {
        _job = job;
        _onTrial = onTrial && _settings.ConnectTimeout < _settings.SilenceTimeout;
        Opened = _loop.Clock.GetTimestamp();
        Settled = SettleAsync();
    }

    /// <summary>The load that the host reported with the latest position; each value is returned once.</summary>
    public HostLoad? TakeNews() => Interlocked.Exchange(ref _queued, null)?.Load;

    /// <summary>Sends the missing contents and receives the outputs. Called once, after the grant.</summary>
    public async Task<RemoteAttempt> RunAsync(Granted granted)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var upload = new ContentUpload(_call, _job, _loop.Clock);
        var uploading = upload.RunAsync(granted, enough.Token);
        using var receiver = new JobReceiver(Host, _job);
        try
        {
            return await ReceiveAsync(receiver, upload, uploading);
        }
        finally
        {
            enough.Cancel();
        }
    }

    /// <summary>Closing the stream frees the slot and kills the compiler.</summary>
    public void Dispose()
    {
        _withdrawn.Dispose();
        _stop.Cancel();
        _call.Dispose();
        _stop.Dispose();
    }

    private JobClock Silence => _onTrial && _phase == Phase.Unspecified ? JobClock.FirstWord : JobClock.Silence;

    private async Task<OfferResult> SettleAsync()
    {
        try
        {
            // A long offer fills the pipe before a mute host has read a byte.
            _clock = Silence;
            _stop.CancelAfter(_settings.ConnectTimeout + LimitOf(Silence));
            await _call.SendAsync(
                new CompileRequest { Offer = _job.Offer }, pack: true, flush: true, isLast: false);
            var started = _loop.Clock.GetTimestamp();
            while (true)
            {
                var waited = _loop.Clock.GetElapsedTime(started);
                var reply = await NextAsync(_settings.SlotTimeout - waited, JobClock.Slot);
                switch (reply?.MessageCase)
                {
                    case CompileReply.MessageOneofCase.Granted when !ContentUpload.IsOffered(_job.Offer, reply.Granted):
                        return new OfferResult.Lost(new RemoteAttempt.Corrupt(
                            Host, "it requests a content that was not offered, or one twice"));
                    case CompileReply.MessageOneofCase.Granted:
                        return new OfferResult.Granted(this, reply.Granted);
                    case CompileReply.MessageOneofCase.Refused:
                        return new OfferResult.Lost(RefusalOf(reply.Refused));
                    case CompileReply.MessageOneofCase.Queued:
                        Position = reply.Queued.Position;
                        _phase = Phase.Queued;
                        Volatile.Write(ref _queued, reply.Queued);
                        HasAnswered();
                        break;
                    // None: a message of a later minor version, which may be ignored.
                    case CompileReply.MessageOneofCase.Heartbeat or CompileReply.MessageOneofCase.None:
                        break;
                    case null:
                        return new OfferResult.Lost(Broken("the stream ended without an answer"));
                    default:
                        return new OfferResult.Lost(
                            new RemoteAttempt.Corrupt(Host, $"{reply.MessageCase} before a grant"));
                }
            }
        }
        catch (InvalidDataException e)
        {
            return new OfferResult.Lost(new RemoteAttempt.Corrupt(Host, e.Message));
        }
        catch (Exception e) when (IsConnectionTrouble(e))
        {
            return new OfferResult.Lost(FailureOf(e));
        }
        finally
        {
            HasAnswered();
        }
    }

    // Later, so that whoever waits for it finds everything else settled too.
    private void HasAnswered()
        => _loop.Post(static answered => ((TaskCompletionSource)answered!).TrySetResult(), _answered);

    private async Task<RemoteAttempt> ReceiveAsync(
        JobReceiver receiver, ContentUpload upload, Task<string?> uploading)
    {
        var started = _loop.Clock.GetTimestamp();
        _phase = Phase.Receiving;
        try
        {
            while (true)
            {
                var left = _settings.JobTimeout - _loop.Clock.GetElapsedTime(started);
                var next = NextAsync(left, JobClock.Job);
                if (!uploading.IsCompleted && await Task.WhenAny(next, uploading) == uploading)
                {
                    if (await uploading is { } trouble)
                    {
                        return new RemoteAttempt.InputGone(Host, trouble);
                    }
                }

                var reply = await next;
                if (uploading.IsCompletedSuccessfully && await uploading is { } gone)
                {
                    return new RemoteAttempt.InputGone(Host, gone);
                }

                switch (reply?.MessageCase)
                {
                    case CompileReply.MessageOneofCase.Refused:
                        return RefusalOf(reply.Refused);
                    case CompileReply.MessageOneofCase.Finished:
                        return receiver.Finish(reply.Finished, _call.SentBytes);
                    case null:
                        return Broken("the stream ended before the job");
                    case CompileReply.MessageOneofCase.Heartbeat
                        when upload.HasStalled(reply.Heartbeat, _settings.SilenceTimeout):
                        return new RemoteAttempt.TimedOut(Host, JobClock.Sending, _settings.SilenceTimeout, _phase);
                    default:
                        _phase = PhaseAfter(reply);
                        receiver.Take(reply);
                        break;
                }
            }
        }
        catch (InvalidDataException e)
        {
            return new RemoteAttempt.Corrupt(Host, e.Message);
        }
        catch (Exception e) when (IsConnectionTrouble(e))
        {
            return FailureOf(e);
        }
    }

    private Phase PhaseAfter(CompileReply reply) => reply.MessageCase switch
    {
        CompileReply.MessageOneofCase.Started => Phase.Compiling,
        CompileReply.MessageOneofCase.Printed or CompileReply.MessageOneofCase.Output => Phase.Returning,
        _ => _phase,
    };

    private async Task<CompileReply?> NextAsync(TimeSpan left, JobClock clock)
    {
        var silence = LimitOf(Silence);
        _clock = silence < left ? Silence : clock;
        _stop.CancelAfter(silence < left ? silence : left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
        return _messages++ < MostMessages
            ? await _call.ReceiveAsync()
            : throw new InvalidDataException("too many messages");
    }

    /// <summary>Recognises the exceptions of a broken, ended or cancelled call.</summary>
    internal static bool IsConnectionTrouble(Exception e)
        => e is RpcException or OperationCanceledException or HttpRequestException
            || (e is IOException && e is not NativeFileException);

    private RemoteAttempt.Refused RefusalOf(Refused refused)
        => new(Host, refused.Reason, NativeText.Decode(refused.Culprit.Span), refused.Sentence);

    private RemoteAttempt.Failed Broken(string detail)
        => new(Host, new ConnectionFailure(Host, ConnectionTrouble.Lost, detail));

    private RemoteAttempt FailureOf(Exception e)
    {
        if (_stop.IsCancellationRequested)
        {
            return new RemoteAttempt.TimedOut(Host, _clock, LimitOf(_clock), _phase);
        }

        var failure = ConnectionFailure.From(e, Host);
        return new RemoteAttempt.Failed(
            Host,
            // What spoke our protocol a moment ago has not become another program; it may have come to dislike us.
            _answered.Task.IsCompleted
                && failure.Trouble is not (ConnectionTrouble.NotAuthenticated or ConnectionTrouble.NotAuthorized)
                    ? failure with { Trouble = ConnectionTrouble.Lost } : failure);
    }

    private TimeSpan LimitOf(JobClock clock) => clock switch
    {
        JobClock.Slot => _settings.SlotTimeout,
        JobClock.FirstWord => _settings.ConnectTimeout,
        JobClock.Silence or JobClock.Sending => _settings.SilenceTimeout,
        JobClock.Job => _settings.JobTimeout,
    };
}

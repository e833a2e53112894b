using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Jobs;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Slots;
using Distplusplus.Server.Trust;
using Grpc.Core;

namespace Distplusplus.Server;

/// <summary>
/// One job on the host, steps 2 to 8: offer, gate, slot, tree, contents, compiler, return. Its counterpart is the
/// client's JobStream. Whatever ends the stream, the slot is released, the compiler killed and the directory removed.
/// </summary>
internal sealed class CompileJob(HostParts host, Caller caller, string peer)
{
    /// <summary>
    /// The pause between position updates, per place in the queue: updates for hundreds of waiting jobs must cost
    /// nothing.
    /// </summary>
    private static readonly TimeSpan PerPlace = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private string _trace = "-";
    private string _source = "-";
    private JobState? _state;

    public async Task RunAsync(
        IAsyncStreamReader<CompileRequest> requests, IServerStreamWriter<CompileReply> replies, CancellationToken left)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(left, host.Killed);
        await using var down = new ReplyStream(
            replies, host.Settings.Heartbeat, host.Limits.Silence, host.Time, left);
        try
        {
            if (await AnswerAsync(requests, down, left, stop.Token) is { } refusal)
            {
                host.Journal.Refused(_trace, peer, _source, refusal);
                await down.RefusedAsync(refusal, host.Load());
            }
        }
        catch (Exception) when (left.IsCancellationRequested)
        {
            // Whatever failed, failed because nobody is there any more.
            host.Journal.Left(_trace, peer, _source);
        }
    }

    /// <summary>The stream is over, its last byte under way.</summary>
    public Task LeaveAsync()
    {
        if (_state is not null)
        {
            host.Jobs.Leave(_state);
        }

        return Task.CompletedTask;
    }

    private async Task<Refusal?> AnswerAsync(
        IAsyncStreamReader<CompileRequest> requests, ReplyStream down, CancellationToken left, CancellationToken stop)
    {
        try
        {
            return await ServeAsync(requests, down, stop);
        }
        catch (OperationCanceledException) when (host.Draining.IsCancellationRequested && !left.IsCancellationRequested)
        {
            return GoingDown();
        }
        catch (InvalidDataException broken) when (!left.IsCancellationRequested)
        {
            return Refusal.Malformed("", $"a message cannot be read: {broken.Message}");
        }
        catch (TimeoutException stalled)
        {
            return Refusal.Limit("", stalled.Message);
        }
        catch (IOException trouble) when (!left.IsCancellationRequested)
        {
            // Its message names files of this host.
            var what = trouble is NativeFileException { Reason: var reason } ? reason : "input or output failed";
            return Refusal.Trouble("", $"the host cannot do the job: {what}") with
            {
                ForLog = $"the host cannot do the job: {trouble.Message}",
            };
        }
    }

    private static Refusal GoingDown()
        => new(RefusalReason.Draining, "", "the host is draining; use another one");

    private async Task<Refusal?> ServeAsync(
        IAsyncStreamReader<CompileRequest> requests, ReplyStream down, CancellationToken stop)
    {
        // 2: the offer.
        if (!await OffersInTimeAsync(requests, stop))
        {
            return Refusal.Limit(
                "offer",
                $"the client opened a stream and offered nothing for {host.Limits.Silence.TotalSeconds:0} s");
        }

        if (requests.Current?.Offer is not { } offer)
        {
            return Refusal.Malformed("", "the first message is no offer");
        }

        PeerMessages.Sanitized(offer);
        _trace = offer.TraceId.Length == 16 ? Convert.ToHexStringLower(offer.TraceId.Span) : "-";
        _source = NativeText.ForPeople(PathRules.Text(offer.Source));

        // 3: the gate.
        var verdict = host.Gate.Judge(offer, caller.Origin);
        if (verdict is not GateVerdict.Accepted { Job: var job })
        {
            return ((GateVerdict.Refused)verdict).Refusal;
        }

        _state = new JobState(
            offer, offer.Driver.Length > 0 ? offer.Driver : job.Compiler.Name, host.Time.GetTimestamp());
        host.Jobs.Enter(_state);

        // 4: the slot.
        using var slot = host.Slots.Enter(caller.Account(job.Client));
        return slot is null ? Full() : await WaitAsync(slot, down, stop) switch
        {
            SlotState.Held => await CompileAsync(job, _state, slot, requests, down, stop),
            SlotState.Displaced => Full(),
            SlotState.TurnedAway or SlotState.Waiting => GoingDown(),
        };
    }

    /// <returns>False: nothing came for too long.</returns>
    private async Task<bool> OffersInTimeAsync(IAsyncStreamReader<CompileRequest> requests, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(host.Limits.Silence, host.Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop, host.Draining, late.Token);
        try
        {
            await requests.MoveNext(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return false;
        }
    }

    private Refusal Full() => new(
        RefusalReason.Full,
        "",
        $"all {host.Slots.Slots} slots are taken and {host.Slots.QueueLimit} jobs wait; use another host");

    /// <summary>Until a slot is there; the client hears of its place when that changes.</summary>
    private async Task<SlotState> WaitAsync(SlotTicket slot, ReplyStream down, CancellationToken stop)
    {
        var told = 0;
        while (!slot.Decided.IsCompleted)
        {
            var moved = host.Slots.Moved;
            var position = slot.Position;
            if (position != told && position > 0)
            {
                await down.QueuedAsync(position, host.Load());
                told = position;
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(slot.Decided, moved.WaitAsync(pause.Token));
            await Task.WhenAny(slot.Decided, Task.Delay(PauseAt(position), host.Time, pause.Token));
            await pause.CancelAsync();
            stop.ThrowIfCancellationRequested();
        }

        return await slot.Decided;
    }

    private static TimeSpan PauseAt(int position)
    {
        var pause = PerPlace * position;
        return pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
    }

    private async Task<Refusal?> CompileAsync(
        AcceptedJob job,
        JobState state,
        SlotTicket slot,
        IAsyncStreamReader<CompileRequest> requests,
        ReplyStream down,
        CancellationToken stop)
    {
        var queued = host.Time.GetElapsedTime(state.Began);
        Enter(Phase.Receiving);

        // 5: the tree, and the grant with what it lacks.
        using var directory = JobDirectory.Create(host.Run);
        var tree = new JobTree(directory.Root, host.Store, job.Written);
        var lacking = tree.LayOut(job.Inputs, job.Directories, stop);
        await down.WriteAsync(new CompileReply { Granted = Granted(lacking) });

        using var receiver = new ContentReceiver(requests, tree, host.Limits, host.Time);
        down.Received = () => receiver.Received;
        var awaited = lacking.ToDictionary(input => (uint)input.Index);

        // 6: the contents. If none are lacking, the client's ContentsEnd says nothing new and is not awaited.
        if (awaited.Count > 0 && await receiver.ReceiveAsync(awaited, stop) is { } refusal)
        {
            return refusal;
        }

        // 7: the compiler.
        Enter(Phase.Compiling);
        await down.StartedAsync();
        var end = await host.Runner.RunAsync(job, directory, stop);
        if (end is JobEnd.Ended { Exit.PeakMemory: var peak })
        {
            host.Memory.Learn(peak);
        }

        slot.Dispose();
        if (end is not JobEnd.Ended ended)
        {
            return ((JobEnd.Refused)end).Refusal;
        }

        // 8: the return.
        Enter(Phase.Returning);
        return await ReturnAsync(job, directory, ended, queued, receiver.Received, down);

        void Enter(Phase phase)
        {
            state.Phase = phase;
            down.Phase = phase;
        }
    }

    private async Task<Refusal?> ReturnAsync(
        AcceptedJob job, JobDirectory directory, JobEnd.Ended ended, TimeSpan queued, long received, ReplyStream down)
    {
        var traces = new RootPathScrubber(directory, job.Job.IsAtRoot);
        var output = traces.RemoveFrom(ended.Output);
        var error = traces.RemoveFrom(ended.Error);
        if (traces.IsIn(output.Span) || traces.IsIn(error.Span))
        {
            return new Refusal(
                RefusalReason.RootInOutput, "", "the compiler printed the host's own directory");
        }

        using var outputs = new OutputReturn(job, directory);
        if (outputs.Collect() is { } refusal)
        {
            return refusal;
        }

        await down.PrintedAsync(standardError: false, output);
        await down.PrintedAsync(standardError: true, error);
        await outputs.SendAsync(down);
        var finished = new Finished
        {
            Used = new Resources
            {
                UserUs = (ulong)ended.Exit.User.TotalMicroseconds,
                SystemUs = (ulong)ended.Exit.System.TotalMicroseconds,
                WallUs = (ulong)ended.Wall.TotalMicroseconds,
                PeakMemoryBytes = (ulong)ended.Exit.PeakMemory,
                QueuedUs = (ulong)queued.TotalMicroseconds,
                ReceivedBytes = (ulong)received,
            },
        };
        if (ended.Signal != 0)
        {
            finished.Signal = (uint)ended.Signal;
        }
        else
        {
            finished.ExitCode = (uint)ended.Exit.Code;
        }

        host.Journal.Ended(new JobRecord(
            host.Time.GetUtcNow(), _trace, job.Client, _source, _state!.Compiler, job.Job.Mode,
            ended.Signal != 0 ? JobRecord.SignalBase + ended.Signal : ended.Exit.Code,
            ended.Wall, ended.Exit.User + ended.Exit.System, queued, received, outputs.Sent));
        await down.WriteAsync(new CompileReply { Finished = finished });
        return null;
    }

    private Granted Granted(List<JobInput.Named> lacking)
    {
        var granted = new Granted { Version = HostParts.Version, Load = host.Load() };
        granted.Lacking.AddRange(lacking.Select(input => (uint)input.Index));
        granted.AcceptedEncodings.AddRange([Encoding.Zstd, Encoding.Gzip, Encoding.Identity]);
        return granted;
    }
}

using Distplusplus.Protocol;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Trust;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Distplusplus.Server;

/// <summary>
/// The gRPC service of the host. <see cref="Compile"/> is step 1 of a job.
/// </summary>
internal sealed class BuildHostService(HostParts host) : BuildHost.BuildHostBase
{
    private const uint DefaultIntervalMs = 1000;
    private const uint ShortestIntervalMs = 100;
    private const uint LongestIntervalMs = 60_000;
    private const int MostTargets = 8;

    /// <summary>Bounds the time for which a watcher can delay the stop of the host.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestStillness = TimeSpan.FromSeconds(2);

    public override Task Compile(
        IAsyncStreamReader<CompileRequest> requests,
        IServerStreamWriter<CompileReply> replies,
        ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var job = new CompileJob(host, http.Features.GetRequiredFeature<Caller>(), context.Peer);

        // Not earlier: a host that goes down waits for the jobs that are not yet answered to the last byte.
        http.Response.OnCompleted(job.LeaveAsync);
        return job.RunAsync(requests, replies, context.CancellationToken);
    }

    public override Task<HostDescription> Describe(DescribeRequest request, ServerCallContext context)
    {
        var description = new HostDescription
        {
            Software = host.Software,
            Version = HostParts.Version,
            Machine = Environment.MachineName,
            Slots = (uint)host.Slots.Slots,
            Load = host.Load(),
            Limits = new HostLimits
            {
                HeartbeatMs = (ulong)host.Settings.Heartbeat.TotalMilliseconds,
                JobTimeoutMs = (ulong)host.Settings.JobTimeout.TotalMilliseconds,
                ContentBytes = (ulong)host.Limits.ContentBytes,
                Inputs = (uint)host.Limits.Inputs,
                Queue = (uint)host.Slots.QueueLimit,
                MessageBytes = (ulong)host.Limits.MessageBytes,
            },
            ClockNs = (host.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100,
            Isolation = host.Isolation.Description,
            UptimeMs = (ulong)host.Time.GetElapsedTime(host.Began).TotalMilliseconds,
        };
        var peer = context.GetHttpContext().Features.GetRequiredFeature<Caller>().Origin;
        foreach (var entry in host.Catalog.Entries.Concat(
            request.Targets.Take(MostTargets).Distinct().SelectMany(target => host.Catalog.For(target, peer))))
        {
            var offered = new OfferedCompiler { Name = entry.Name, Path = entry.Path, Trouble = entry.Trouble ?? "" };
            if (entry.Fingerprint is { } fingerprint)
            {
                offered.Fingerprint = new CompilerFingerprint
                {
                    Family = fingerprint.Family,
                    Version = fingerprint.Version,
                    Target = fingerprint.Target,
                    Digest = Google.Protobuf.ByteString.CopyFrom(Convert.FromHexString(fingerprint.Digest)),
                };
                offered.Languages.AddRange(fingerprint.Languages);
                offered.Facts = Google.Protobuf.ByteString.CopyFromUtf8(fingerprint.Facts);
            }

            description.Compilers.Add(offered);
        }

        return Task.FromResult(description);
    }

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<HostState> states, ServerCallContext context)
    {
        var wanted = request.IntervalMs == 0 ? DefaultIntervalMs : request.IntervalMs;
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(wanted, ShortestIntervalMs, LongestIntervalMs));
        var left = context.CancellationToken;
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(left, host.Draining))
        {
            // What a job does next moves no slot, and is worth seeing all the same.
            await ShowAsync(states, interval, LongestStillness, () => true, stop.Token);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(left, host.Killed);
        await ShowAsync(
            states, interval < LongestDelay ? interval : LongestDelay, TimeSpan.Zero, () => host.Jobs.Count > 0,
            over.Token);
    }

    private async Task ShowAsync(
        IServerStreamWriter<HostState> states, TimeSpan interval, TimeSpan stillness, Func<bool> goesOn,
        CancellationToken stop)
    {
        try
        {
            do
            {
                // A write that is cancelled resets the call, and why it ends is not told.
                stop.ThrowIfCancellationRequested();
                var moved = host.Slots.Moved;
                await states.WriteAsync(State(), stop);
                await Task.Delay(interval, host.Time, stop);
                await Task.WhenAny(moved, Task.Delay(stillness, host.Time, stop));
                stop.ThrowIfCancellationRequested();
            }
            while (goesOn());
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more, or there is nothing left to see.
        }
    }

    private HostState State()
    {
        var state = new HostState { Load = host.Load() };
        foreach (var job in host.Jobs.All())
        {
            state.Jobs.Add(new RunningJob
            {
                Source = job.Offer.Source,
                Client = job.Offer.Client,
                ElapsedMs = (ulong)host.Time.GetElapsedTime(job.Began).TotalMilliseconds,
                Phase = job.Phase,
                Compiler = job.Compiler,
            });
        }

        return state;
    }
}

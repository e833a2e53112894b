using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Grpc.Core;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>
/// Follows one host through its <c>Watch</c> stream, and calls again when it ends. Made by <c>hosts --watch</c> for
/// each host; its twin is the host's own BuildHostService.Watch.
/// </summary>
internal sealed class HostWatch(HostAddress host, ClientSettings settings, TimeProvider time)
{
    private const uint IntervalMs = 250;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private volatile WatchedHost _latest = new(host);

    public WatchedHost Latest => _latest;

    /// <summary>Until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop).ConfigureAwait(false);
                Failed(new ConnectionFailure(host, ConnectionTrouble.Lost, ""));
            }
            catch (RpcException e)
            {
                // What has answered is no other program, though a ping that nobody answers ends as if it were.
                var failure = HostQuery.FailureOf(e, host);
                Failed(failure.Trouble == ConnectionTrouble.NotGrpc && _latest.State is not null
                    ? failure with { Trouble = ConnectionTrouble.Silent }
                    : failure);
            }

            await Task.Delay(s_pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        using var channel = HostChannel.Open(host, settings);
        var inquiry = new HostQuery(channel, settings, time);
        var description = await inquiry.DescribeAsync([], stop).ConfigureAwait(false);
        await foreach (var state in inquiry.WatchAsync(IntervalMs, stop).ConfigureAwait(false))
        {
            _latest = new WatchedHost(host, description, state, Failure: null, time.GetTimestamp());
        }
    }

    private void Failed(ConnectionFailure failure) => _latest = new WatchedHost(host, Failure: failure);
}

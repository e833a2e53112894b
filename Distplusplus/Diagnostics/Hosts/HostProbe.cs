using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Trust;
using Grpc.Core;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>Queries hosts, all at once. Made by <c>check</c> and <c>hosts</c> for one look.</summary>
internal sealed class HostProbe(ClientSettings settings, TimeProvider time)
{
    private const uint OurMajorVersion = 1;

    /// <summary>Additional targets for which the hosts' clangs are queried.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <returns>One report for each host, in the order given.</returns>
    public Task<HostReport[]> AskAllAsync(IEnumerable<HostAddress> hosts, CancellationToken stop)
        => Task.WhenAll(hosts.Select(host => AskAsync(host, stop)));

    private async Task<HostReport> AskAsync(HostAddress host, CancellationToken stop)
    {
        DateTimeOffset? expires = null;
        var trust = HostTrust.Of(host, settings.Tls);
        using var channel = HostChannel.Open(
            host, settings, trust, shown => expires = shown.NotAfter.ToUniversalTime());
        var began = time.GetTimestamp();
        try
        {
            var inquiry = new HostQuery(channel, settings, time);
            await inquiry.DescribeAsync(Targets, stop).ConfigureAwait(false);
            var connected = time.GetTimestamp();
            var description = await inquiry.DescribeAsync(Targets, stop).ConfigureAwait(false);
            var answered = time.GetTimestamp();
            return description.Version?.Major == OurMajorVersion
                ? new HostReport.Answered(
                    host, description, time.GetElapsedTime(began, connected), time.GetElapsedTime(connected, answered))
                {
                    ClockSkew = SkewOf(description, time.GetElapsedTime(connected, answered)),
                    Patience = settings.SilenceTimeout,
                    Trust = trust,
                    Expires = expires,
                }
                : new HostReport.Failed(new ConnectionFailure(
                    host, ConnectionTrouble.VersionMismatch,
                    $"it speaks {description.Version?.Major ?? 0}.{description.Version?.Minor ?? 0}, we "
                        + $"{OurMajorVersion}.0"));
        }
        catch (RpcException e) when (!stop.IsCancellationRequested)
        {
            // A ping that nobody answers ends like a breach of the protocol.
            var failure = HostQuery.FailureOf(e, host);
            return new HostReport.Failed(
                failure.Trouble == ConnectionTrouble.NotGrpc && time.GetElapsedTime(began) > settings.SilenceTimeout / 2
                    ? failure with { Trouble = ConnectionTrouble.Silent }
                    : failure);
        }
    }

    /// <summary>Compensates the clock for half a round trip.</summary>
    private TimeSpan? SkewOf(HostDescription description, TimeSpan roundTrip)
        => description.ClockNs == 0
            ? null
            : DateTimeOffset.UnixEpoch.AddTicks(description.ClockNs / 100) - (time.GetUtcNow() - (roundTrip / 2));
}

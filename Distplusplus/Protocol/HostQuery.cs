using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Distplusplus.Protocol;

/// <summary>
/// Asks a host what it is and what it does. Made for a <see cref="HostChannel"/> by whoever looks at hosts; the answers
/// are sanitized.
/// </summary>
internal sealed class HostQuery(GrpcChannel channel, ClientSettings settings, TimeProvider time)
{
    private readonly BuildHost.BuildHostClient _client = new(channel);

    /// <summary>Why there is no answer, of an exception.</summary>
    public static ConnectionFailure FailureOf(RpcException e, HostAddress host)
        => ConnectionFailure.From(e, host) is var failure && failure.Trouble == ConnectionTrouble.MessageTooLong
            // A question is short: it is the answer that was too long.
            ? failure with { Trouble = ConnectionTrouble.HostError }
            : failure;

    /// <exception cref="RpcException">There is no answer.</exception>
    public async Task<HostDescription> DescribeAsync(IEnumerable<string> targets, CancellationToken stop)
        => PeerMessages.Sanitized(await _client.DescribeAsync(
            new DescribeRequest { Targets = { targets } },
            deadline: time.GetUtcNow().UtcDateTime + settings.ConnectTimeout + settings.SilenceTimeout,
            cancellationToken: stop).ConfigureAwait(false));

    /// <summary>The states of the host, until it ends the call or is told to.</summary>
    /// <inheritdoc cref="DescribeAsync"/>
    public async IAsyncEnumerable<HostState> WatchAsync(
        uint intervalMs, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        using var call = _client.Watch(new WatchRequest { IntervalMs = intervalMs }, cancellationToken: stop);
        await foreach (var state in call.ResponseStream.ReadAllAsync(stop).ConfigureAwait(false))
        {
            yield return PeerMessages.Sanitized(state);
        }
    }
}

using System.Collections.Concurrent;
using System.Net.Sockets;
using Distplusplus.Platform.Network;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// The connections clients hold at this moment. Closing one while the kernel still sends may throw away what is under
/// way, so a host that goes down waits until all has arrived. Made once by ServerHost.
/// </summary>
internal sealed class OpenConnections(TimeProvider time)
{
    /// <summary>So often in a row nothing is under way before that is believed: more may come from above.</summary>
    private const int Looks = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<string, Socket> _sockets = new(StringComparer.Ordinal);

    /// <summary>A link of the chain that every connection passes.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
        {
            _sockets[connection.ConnectionId] = feature.Socket;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _sockets.TryRemove(connection.ConnectionId, out _);
        }
    };

    /// <summary>Completes when all that was said has arrived, or nobody is there.</summary>
    public async Task DeliveredAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        for (var looks = 0; looks < Looks && !_sockets.IsEmpty && !enough.IsCancellationRequested;)
        {
            looks = _sockets.Values.Any(socket => SendQueue.Bytes(socket) > 0) ? 0 : looks + 1;
            await Task.Delay(BetweenLooks, time, enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

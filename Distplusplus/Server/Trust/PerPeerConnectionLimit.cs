using Distplusplus.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Lets in no more connections of one machine than it may hold, and tells the others why as long as that costs little.
/// Made by ListenerSecurity, stands before all that speaks.
/// </summary>
internal sealed class PerPeerConnectionLimit(PerPeerCounter connections, RejectedConnectionLog knocks)
{
    private const int MostFarewells = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private int _farewells;

    public ConnectionDelegate Before(ConnectionDelegate next) => connection => AdmitAsync(connection, next);

    private async Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var caller = connection.Features.Get<Caller>()!;
        if (connections.TryEnter(caller.Origin))
        {
            try
            {
                await next(connection);
            }
            finally
            {
                connections.Leave(caller.Origin);
            }

            return;
        }

        knocks.Refused(
            caller.Peer, caller.Origin, $"it has {connections.Most} connections, the limit for one peer",
            "`peer_connections` in [serve] sets the limit");
        try
        {
            if (Interlocked.Increment(ref _farewells) <= MostFarewells)
            {
                await ConnectionSniffer.DismissAsync(connection, GoAwayNotice.Crowded, Patience);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _farewells);
        }
    }
}

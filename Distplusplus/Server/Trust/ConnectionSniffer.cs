using System.Buffers;
using System.IO.Pipelines;
using Distplusplus.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Looks at how a connection begins, before TLS or HTTP/2 does. Who speaks plain text where TLS is spoken, or the
/// reverse, is told so in a way our clients understand.
/// </summary>
internal sealed class ConnectionSniffer(bool tls, RejectedConnectionLog knocks)
{
    private const byte TlsHandshake = 0x16;

    /// <summary>Longer than any client of ours takes for its first packet, shorter than a quiet one may stay.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public ConnectionDelegate Before(ConnectionDelegate next) => connection => ListenAsync(connection, next);

    /// <summary>Hears how the other side begins and says why it is not taken: see <see cref="GoAwayNotice"/>.</summary>
    /// <param name="patience">For all of it.</param>
    public static async Task DismissAsync(ConnectionContext connection, int reason, TimeSpan patience)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        late.CancelAfter(patience);
        if (await HearAsync(connection, late.Token) is { } heard)
        {
            connection.Transport.Input.AdvanceTo(heard.Buffer.End);
            await SayAsync(connection, reason, late.Token);
        }
    }

    private async Task ListenAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Patience);
        if (await HearAsync(connection, patience.Token) is not { } heard)
        {
            return;
        }

        if (heard.Buffer.FirstSpan[0] == TlsHandshake == tls)
        {
            connection.Transport.Input.AdvanceTo(heard.Buffer.Start);
            await next(connection);
            return;
        }

        connection.Transport.Input.AdvanceTo(heard.Buffer.End);
        var caller = connection.Features.Get<Caller>()!;
        knocks.Refused(
            caller.Peer,
            caller.Origin,
            tls ? "it used plain text, but this address expects TLS" : "it used TLS, but this address expects plain "
                + "text",
            "");
        await SayAsync(connection, GoAwayNotice.WrongSecurity, patience.Token);
    }

    /// <returns>Null: nothing came in time.</returns>
    private static async Task<ReadResult?> HearAsync(ConnectionContext connection, CancellationToken stop)
    {
        try
        {
            var heard = await connection.Transport.Input.ReadAsync(stop);
            return heard.Buffer.IsEmpty ? null : heard;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static async Task SayAsync(ConnectionContext connection, int reason, CancellationToken stop)
    {
        try
        {
            connection.Transport.Output.Write(GoAwayNotice.Saying(reason));
            await connection.Transport.Output.FlushAsync(stop);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It is gone already.
        }
    }
}

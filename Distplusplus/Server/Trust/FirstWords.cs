using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Looks at how a connection begins, before TLS or HTTP/2 does. Who speaks plain text where TLS is spoken, or the
/// reverse, is told so in a way our clients understand: SETTINGS and GOAWAY with INADEQUATE_SECURITY (RFC 9113), in
/// plain text.
/// </summary>
internal sealed class FirstWords(bool tls, KnockLog knocks)
{
    private const byte TlsHandshake = 0x16;

    /// <summary>Longer than any client of ours takes for its first packet, shorter than a quiet one may stay.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Length, type, flags, stream; GOAWAY: the last stream taken, 12 (INADEQUATE_SECURITY).
    private static ReadOnlySpan<byte> Farewell =>
        [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12];

    public ConnectionDelegate Before(ConnectionDelegate next) => connection => ListenAsync(connection, next);

    private async Task ListenAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Patience);
        ReadResult read;
        try
        {
            read = await connection.Transport.Input.ReadAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return;
        }

        if (read.Buffer.IsEmpty)
        {
            return;
        }

        var speaksTls = read.Buffer.FirstSpan[0] == TlsHandshake;
        if (speaksTls == tls)
        {
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            await next(connection);
            return;
        }

        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        var caller = connection.Features.Get<Caller>()!;
        knocks.Refused(
            caller.Peer,
            caller.Origin,
            tls ? "it spoke plain text, and this address expects TLS" : "it spoke TLS, and this address is plain text",
            "");
        try
        {
            connection.Transport.Output.Write(Farewell);
            await connection.Transport.Output.FlushAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It is gone already.
        }
    }
}

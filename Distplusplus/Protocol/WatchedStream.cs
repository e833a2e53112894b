using System.Net.Sockets;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Protocol;

/// <summary>
/// A connection that remembers how the other side began. Made by <see cref="HostChannel"/>, owned by the channel.
/// </summary>
internal sealed class WatchedStream(HostAddress host, Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private bool _written;
    private bool _heard;

    /// <summary>The first bytes from the peer, enough to tell one protocol from another.</summary>
    public byte[] Opening { get; private set; } = [];

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => _written ? base.WriteAsync(buffer, cancellationToken) : WriteFirstAsync(buffer, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _heard ? base.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    // .NET's HTTP/2 reads before it writes, and closes the stream when it dislikes what it read: its writing then finds
    // the stream closed and no longer tells why.
    private async ValueTask WriteFirstAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
            _written = true;
        }
        catch (ObjectDisposedException e)
        {
            throw _heard
                ? new HostConnectException(host, ConnectionTrouble.NotGrpc, "it sent data that is not HTTP/2", e)
                : new HostConnectException(host, ConnectionTrouble.ClosedAtOnce, "closed at once", e);
        }
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        _heard = read > 0;
        Opening = buffer.Span[..Math.Min(read, GoAwayNotice.Length)].ToArray();
        return read;
    }
}

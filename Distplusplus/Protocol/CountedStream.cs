using System.Net.Sockets;

namespace Distplusplus.Protocol;

/// <summary>
/// A connection that counts what is written to it. Made by <see cref="HostChannel"/>, owned by the channel.
/// </summary>
internal sealed class CountedStream(Socket socket, SentCount? sent) : NetworkStream(socket, ownsSocket: true)
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        sent?.Add(buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        sent?.Add(buffer.Length);
        base.Write(buffer);
    }
}

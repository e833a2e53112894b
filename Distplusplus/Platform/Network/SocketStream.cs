using System.Net;
using System.Net.Sockets;

namespace Distplusplus.Platform.Network;

/// <summary>
/// A connected socket that waits on an <see cref="EventLoop"/>, without threads of its own. Owned by its creator.
/// </summary>
internal sealed class SocketStream : Stream
{
    // The first two frames of HTTP/2.
    private const int OpeningBytes = 26;

    private readonly EventLoop _loop;
    private readonly NativeSocket _socket;

    private SocketStream(EventLoop loop, NativeSocket socket)
    {
        _loop = loop;
        _socket = socket;
    }

    /// <summary>The number of bytes written so far.</summary>
    public long SentBytes { get; private set; }

    /// <summary>The first bytes from the peer, enough to tell one protocol from another.</summary>
    public byte[] Opening { get; private set; } = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="SocketException">No connection came about.</exception>
    public static async Task<SocketStream> ConnectAsync(
        EventLoop loop, EndPoint place, CancellationToken cancellationToken)
    {
        var stream = new SocketStream(loop, NativeSocket.Open(place.AddressFamily));
        try
        {
            if (!stream._socket.StartConnecting(place))
            {
                // On this machine and next door it is done by now.
                if (!stream._socket.IsWritable)
                {
                    await loop.WhenReadyAsync(stream._socket.Handle, Libc.PollOut, cancellationToken);
                }

                stream._socket.EndConnecting();
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = _socket.Receive(buffer.Span);
            if (count >= 0)
            {
                Opening = Opening.Length > 0 ? Opening : buffer.Span[..Math.Min(count, OpeningBytes)].ToArray();
                return count;
            }

            await _loop.WhenReadyAsync(_socket.Handle, Libc.PollIn, cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = _socket.Send(buffer.Span);
            if (count >= 0)
            {
                SentBytes += count;
                buffer = buffer[count..];
            }
            else
            {
                await _loop.WhenReadyAsync(_socket.Handle, Libc.PollOut, cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count)
        => throw new NotSupportedException("a loop's socket is read asynchronously");

    public override void Write(byte[] buffer, int offset, int count)
        => throw new NotSupportedException("a loop's socket is written asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _loop.Forget(_socket.Handle);
        _socket.Dispose();
        base.Dispose(disposing);
    }
}

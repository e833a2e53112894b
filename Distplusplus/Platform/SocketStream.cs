using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform;

/// <summary>
/// A connected socket whose waits are an <see cref="EventLoop"/>'s: no thread of its own, none of a pool. Owned by
/// whoever connects it.
/// </summary>
internal sealed class SocketStream : Stream
{
    private const int OpeningBytes = 9;
    private const int EnoughToTell = 64 << 10;

    private readonly EventLoop _loop;
    private readonly SafeFileHandle _socket;

    private SocketStream(EventLoop loop, SafeFileHandle socket)
    {
        _loop = loop;
        _socket = socket;
    }

    /// <summary>What was written so far.</summary>
    public long SentBytes { get; private set; }

    /// <summary>
    /// What the link carried of what went up, counting only the time when something was on its way; kilobytes per
    /// second. Null: too little to tell, or no link that the kernel knows of.
    /// </summary>
    public unsafe int? LinkRate
    {
        get
        {
            // struct tcp_info, linux/tcp.h.
            const int Acknowledged = 120;
            const int BusyMicroseconds = 168;
            const int Length = 176;
            var info = stackalloc byte[Length];
            uint length = Length;
            if (_socket.IsClosed || SentBytes < EnoughToTell || Libc.GetSocketOption(
                (int)_socket.DangerousGetHandle(), Libc.TcpLevel, Libc.TcpInformation, (int*)info, &length) != 0
                || length < Length)
            {
                return null;
            }

            var (carried, busy) = (*(ulong*)(info + Acknowledged), *(ulong*)(info + BusyMicroseconds));
            return (int)Math.Clamp(carried * 1000 / Math.Max(busy, 1), 1, int.MaxValue);
        }
    }

    /// <summary>How the other side began, cut to what tells one protocol from another.</summary>
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
        var stream = new SocketStream(loop, Open(place));
        try
        {
            if (!stream.StartConnecting(place))
            {
                // On this machine and next door it is done by now.
                if (!stream.IsWritable())
                {
                    await loop.WhenReadyAsync(stream._socket, Libc.PollOut, cancellationToken);
                }

                stream.EndConnecting();
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
            var count = Receive(buffer.Span);
            if (count >= 0)
            {
                Opening = Opening.Length > 0 ? Opening : buffer.Span[..Math.Min(count, OpeningBytes)].ToArray();
                return count;
            }

            await _loop.WhenReadyAsync(_socket, Libc.PollIn, cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Send(buffer.Span);
            if (count >= 0)
            {
                SentBytes += count;
                buffer = buffer[count..];
            }
            else
            {
                await _loop.WhenReadyAsync(_socket, Libc.PollOut, cancellationToken);
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
        _loop.Forget(_socket);
        _socket.Dispose();
        base.Dispose(disposing);
    }

    private static unsafe SafeFileHandle Open(EndPoint place)
    {
        var family = place.AddressFamily switch
        {
            AddressFamily.InterNetwork => 2,
            AddressFamily.InterNetworkV6 => 10,
            _ => 1,
        };
        var descriptor = Libc.Socket(family, Libc.SocketStreamNonBlocking, 0);
        if (descriptor < 0)
        {
            throw TroubleOf(Marshal.GetLastPInvokeError());
        }

        if (family != 1)
        {
            // What is written in one piece is meant to leave in one piece, now.
            var yes = 1;
            _ = Libc.SetSocketOption(descriptor, Libc.TcpLevel, Libc.TcpNoDelay, &yes, sizeof(int));
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <returns>Whether it is connected already.</returns>
    private unsafe bool StartConnecting(EndPoint place)
    {
        var address = place.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (Libc.Connect((int)_socket.DangerousGetHandle(), bytes, (uint)address.Size) == 0)
            {
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        return error is Libc.ErrorInProgress or Libc.ErrorInterrupted ? false : throw TroubleOf(error);
    }

    private unsafe bool IsWritable()
    {
        var entry = new Libc.PollEntry { Descriptor = (int)_socket.DangerousGetHandle(), Wanted = Libc.PollOut };
        return Libc.Poll(&entry, 1, 0) == 1;
    }

    private unsafe void EndConnecting()
    {
        int error;
        uint length = sizeof(int);
        if (Libc.GetSocketOption(
            (int)_socket.DangerousGetHandle(), Libc.SocketLevel, Libc.SocketError, &error, &length) != 0)
        {
            error = Marshal.GetLastPInvokeError();
        }

        if (error != 0)
        {
            throw TroubleOf(error);
        }
    }

    /// <returns>Bytes; 0: the end; negative: not now.</returns>
    private unsafe int Receive(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_socket.IsClosed, this);
        fixed (byte* start = buffer)
        {
            return Outcome(Libc.Read((int)_socket.DangerousGetHandle(), start, buffer.Length));
        }
    }

    private unsafe int Send(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_socket.IsClosed, this);
        fixed (byte* start = buffer)
        {
            return Outcome(
                Libc.Send((int)_socket.DangerousGetHandle(), start, buffer.Length, Libc.MessageNoSignal));
        }
    }

    private static int Outcome(nint count)
    {
        if (count >= 0)
        {
            return (int)count;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is Libc.ErrorAgain or Libc.ErrorInterrupted
            ? -1
            : throw new IOException($"the connection broke: {Libc.Describe(error)}");
    }

    private static SocketException TroubleOf(int error) => new((int)(error switch
    {
        1 or 13 => SocketError.AccessDenied,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        104 => SocketError.ConnectionReset,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    }));
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Network;

/// <summary>A socket that never blocks. Owned by its <see cref="SocketStream"/>.</summary>
internal sealed class NativeSocket : IDisposable
{
    private NativeSocket(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    public unsafe bool IsWritable
    {
        get
        {
            var entry = new Libc.PollEntry { Descriptor = Number, Wanted = Libc.PollOut };
            return Libc.Poll(&entry, 1, 0) == 1;
        }
    }

    private int Number => (int)Handle.DangerousGetHandle();

    /// <exception cref="SocketException">There can be none.</exception>
    public static unsafe NativeSocket Open(AddressFamily addresses)
    {
        var family = addresses switch
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

        return new NativeSocket(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <returns>Whether it is connected already.</returns>
    public unsafe bool StartConnecting(EndPoint place)
    {
        var address = place.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (Libc.Connect(Number, bytes, (uint)address.Size) == 0)
            {
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        return error is Libc.ErrorInProgress or Libc.ErrorInterrupted ? false : throw TroubleOf(error);
    }

    public unsafe void EndConnecting()
    {
        int error;
        uint length = sizeof(int);
        if (Libc.GetSocketOption(Number, Libc.SocketLevel, Libc.SocketError, &error, &length) != 0)
        {
            error = Marshal.GetLastPInvokeError();
        }

        if (error != 0)
        {
            throw TroubleOf(error);
        }
    }

    /// <returns>Bytes; 0: the end; negative: not now.</returns>
    public unsafe int Receive(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        fixed (byte* start = buffer)
        {
            return Outcome(Libc.Read(Number, start, buffer.Length));
        }
    }

    public unsafe int Send(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        fixed (byte* start = buffer)
        {
            return Outcome(Libc.Send(Number, start, buffer.Length, Libc.MessageNoSignal));
        }
    }

    public void Dispose() => Handle.Dispose();

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

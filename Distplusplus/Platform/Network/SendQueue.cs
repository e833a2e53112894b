using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Network;

/// <summary>The number of bytes that the kernel has not yet delivered to the peer of a connection.</summary>
internal static unsafe partial class SendQueue
{
    private const nuint BytesUnacknowledged = 0x5411; // SIOCOUTQ

    /// <summary>Bytes written and not acknowledged; 0 if the connection is closed.</summary>
    public static int Bytes(Socket socket)
    {
        try
        {
            var bytes = 0;
            return Ask((int)socket.Handle, BytesUnacknowledged, &bytes) == 0 ? bytes : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ask(int descriptor, nuint request, int* answer);
}

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Distplusplus.Server.Trust;

/// <summary>The user of a UNIX socket's peer, as the kernel reports it.</summary>
/// <param name="Groups">All groups of the process, its own first.</param>
internal sealed record SocketUser(int Process, uint User, IReadOnlyList<uint> Groups)
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int PeerGroups = 59;
    private const int MostGroups = 65536;

    public static SocketUser? Of(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credentials = stackalloc byte[12];
        try
        {
            if (socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) != credentials.Length)
            {
                return null;
            }

            var all = new byte[MostGroups * sizeof(uint)];
            var length = socket.GetRawSocketOption(SocketLevel, PeerGroups, all);
            return new SocketUser(
                BinaryPrimitives.ReadInt32LittleEndian(credentials),
                BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]),
                [
                    BinaryPrimitives.ReadUInt32LittleEndian(credentials[8..]),
                    .. MemoryMarshal.Cast<byte, uint>(all.AsSpan(0, length)),
                ]);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

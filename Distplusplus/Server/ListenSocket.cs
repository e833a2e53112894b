using System.Net;
using System.Net.Sockets;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Distplusplus.Server;

/// <summary>Where the host listens: an address made ready to be bound, or why it cannot be.</summary>
/// <param name="EndPoint">Null when there is trouble.</param>
internal sealed record ListenSocket(EndPoint? EndPoint, string? Trouble, int ExitCode = ExitCodes.CannotListen)
{
    private const uint SocketMode = 0xC000;
    private const uint TypeMask = 0xF000;
    private const int LongestSocketPath = 107;

    public static ListenSocket Prepare(HostAddress address, bool insecurePlaintext) => address.Kind switch
    {
        HostAddressKind.UnixSocket => PrepareUnix(address.Name),
        HostAddressKind.Network or HostAddressKind.Service => PrepareNetwork(address, insecurePlaintext),
    };

    /// <summary>Anyone on this machine may connect, as to a loopback port; the directory's mode narrows that.</summary>
    public static void Open(string path) => _ = Libc.ChangeMode(path, 0x1B6);

    /// <summary>
    /// A bound socket whose connections are given up when the other side takes nothing for so long of what is sent to
    /// it. The kernel's own clock, because pings wait behind what a slow link still carries.
    /// </summary>
    public static Socket Bind(EndPoint endPoint, TimeSpan silence)
    {
        const int Tcp = 6;
        const int UserTimeout = 18;
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (endPoint is IPEndPoint)
        {
            // Inherited by every connection.
            socket.SetRawSocketOption(
                Tcp, UserTimeout, BitConverter.GetBytes((int)Math.Min(silence.TotalMilliseconds, int.MaxValue)));
        }

        return socket;
    }

    private static ListenSocket PrepareNetwork(HostAddress address, bool insecurePlaintext)
    {
        if (!IPAddress.TryParse(address.Name, out var ip))
        {
            try
            {
                ip = Dns.GetHostAddresses(address.Name).FirstOrDefault();
            }
            catch (SocketException)
            {
                ip = null;
            }
        }

        if (ip is null)
        {
            return new ListenSocket(
                null,
                $"cannot listen on {address}: \"{address.Name}\" is no address of this machine; give an IP address");
        }

        return IPAddress.IsLoopback(ip) || insecurePlaintext
            ? new ListenSocket(new IPEndPoint(ip, address.Port), null)
            : new ListenSocket(
                null,
                $"cannot listen on {address}: that address is reachable from other machines "
                + "and the connection is plain text;"
                + " listen on loopback or a UNIX socket, or allow it with --insecure-plaintext",
                ExitCodes.BadConfiguration);
    }

    private static ListenSocket PrepareUnix(string path)
    {
        if (NativeText.Encode(path).Length > LongestSocketPath)
        {
            return new ListenSocket(
                null, $"cannot listen on unix:{path}: the path is longer than {LongestSocketPath} bytes; "
                + "choose a shorter one");
        }

        var endPoint = new UnixDomainSocketEndPoint(path);
        if (FileIdentity.Of(path, followLinks: false, out _) is not { } there)
        {
            return new ListenSocket(endPoint, null);
        }

        if ((there.Mode & TypeMask) != SocketMode)
        {
            return new ListenSocket(null, $"cannot listen on unix:{path}: a file that is no socket stands there; "
                + "remove it or choose another path");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
            return new ListenSocket(
                null, $"cannot listen on unix:{path}: another process listens there; stop it or choose another path");
        }
        catch (SocketException)
        {
            // Nobody answers: left by a process that is gone.
            _ = Libc.Unlink(path);
            return new ListenSocket(endPoint, null);
        }
    }
}

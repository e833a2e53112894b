using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// A socket that a service manager has opened before it started the host, as sd_listen_fds(3) has it. Taken once, by
/// the serve command; it stands in place of the address to listen at.
/// </summary>
/// <param name="Socket">Bound; its path, owner and mode are the manager's.</param>
/// <param name="Listen">Where it listens.</param>
internal sealed record InheritedSocket(Socket Socket, HostAddress Listen)
{
    private const int FirstDescriptor = 3;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <param name="asked">The address of the settings: whether it is to be TLS.</param>
    /// <param name="trouble">Why what was handed over cannot be used.</param>
    /// <returns>Null: nothing was handed over to this process, or there is trouble.</returns>
    public static InheritedSocket? Take(Func<string, string?> environment, HostAddress asked, out string? trouble)
    {
        trouble = null;
        if (environment("LISTEN_PID") != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        if (environment("LISTEN_FDS") != "1")
        {
            trouble = $"the service manager passes {environment("LISTEN_FDS")} sockets, but a host uses one: keep "
                + "one ListenStream= in its .socket unit";
            return null;
        }

        // No compiler is to have it.
        _ = Libc.FileControl(FirstDescriptor, SetDescriptorFlags, CloseOnExec);
        Socket socket;
        try
        {
            socket = new Socket(new SafeSocketHandle(FirstDescriptor, ownsHandle: true));
        }
        catch (SocketException e)
        {
            trouble = $"the service manager passes no socket: {e.Message}";
            return null;
        }

        if (Place(socket) is { } place)
        {
            return new InheritedSocket(socket, place with { Transport = TransportAt(place, asked) });
        }

        socket.Dispose();
        trouble = "the service manager passes a socket that is neither TCP nor UNIX: write ListenStream=";
        return null;
    }

    private static HostAddress? Place(Socket socket) => (socket.SocketType, socket.LocalEndPoint) switch
    {
        (SocketType.Stream, IPEndPoint ip)
            => new HostAddress(HostAddressKind.Network, $"{ip.Address}", ip.Port),
        (SocketType.Stream, UnixDomainSocketEndPoint path)
            => new HostAddress(HostAddressKind.UnixSocket, $"{path}", 0),
        _ => null,
    };

    private static HostTransport TransportAt(HostAddress place, HostAddress asked)
        => place.Kind == HostAddressKind.UnixSocket ? HostTransport.Unwritten : asked.Transport;
}

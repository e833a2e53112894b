using System.Net;
using System.Net.Sockets;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Server.Trust;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Distplusplus.Server.Hosting;

/// <summary>Where the host listens: an address made ready to be bound, or why it cannot be.</summary>
/// <param name="EndPoint">Null when there is trouble.</param>
internal sealed record ListenSocket(EndPoint? EndPoint, string? Trouble, int ExitCode = ExitCodes.CannotListen)
{
    /// <summary>
    /// Connections that may wait to be taken. One too many is not refused but tries again a second later, and its
    /// client gives the host up: a big build begins with a thousand at once. The kernel may allow fewer
    /// (net.core.somaxconn).
    /// </summary>
    public const int Backlog = 4096;

    private const uint SocketMode = 0xC000;
    private const uint TypeMask = 0xF000;
    private const int LongestSocketPath = 107;

    public static ListenSocket Prepare(ServerSettings settings) => settings.Listen.Kind switch
    {
        HostAddressKind.UnixSocket => PrepareUnix(settings),
        HostAddressKind.Network or HostAddressKind.Service => PrepareNetwork(settings),
    };

    /// <summary>While this stands, what is bound belongs to the host alone.</summary>
    public static IDisposable BoundForOwner() => new Mask(Libc.FileModeMask(0x3F));

    /// <summary>
    /// A bound socket whose connections are given up when the other side takes nothing for so long of what is sent to
    /// it. The kernel's own clock, because pings wait behind what a slow link still carries.
    /// </summary>
    /// <param name="inherited">It is bound already; null: it is not.</param>
    public static Socket Bind(EndPoint endPoint, Socket? inherited, TimeSpan silence)
    {
        const int Tcp = 6;
        const int UserTimeout = 18;
        var socket = inherited ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (endPoint is IPEndPoint)
        {
            // Inherited by every connection.
            socket.SetRawSocketOption(
                Tcp, UserTimeout, BitConverter.GetBytes((int)Math.Min(silence.TotalMilliseconds, int.MaxValue)));
        }

        return socket;
    }

    /// <summary>Gives a UNIX socket the group and mode it is to have: private unless told otherwise.</summary>
    /// <exception cref="NativeFileException">The host may not.</exception>
    public static void Open(ServerSettings settings)
    {
        if (settings.Listen.Kind != HostAddressKind.UnixSocket)
        {
            return;
        }

        var path = settings.Listen.Name;
        if (settings.SocketGroup is { } group
            && Libc.ChangeOwner(path, Libc.Unchanged, Accounts.Group(group)!.Value) != 0)
        {
            throw NativeFileException.Last("chgrp", path);
        }

        if (Libc.ChangeMode(path, settings.SocketMode ?? (settings.SocketGroup is null ? 0x180u : 0x1B0u)) != 0)
        {
            throw NativeFileException.Last("chmod", path);
        }
    }

    private static ListenSocket PrepareNetwork(ServerSettings settings)
    {
        var address = settings.Listen;
        var ip = address.Name == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Name);
        return ListenProtections.Of(settings) != ListenProtection.Forbidden
            ? new ListenSocket(new IPEndPoint(ip, address.Port), null)
            : new ListenSocket(
                null,
                $"cannot listen on {address}: other machines can reach that address and nothing is encrypted; "
                + "listen with TLS, on loopback or at a UNIX socket, or allow it with --insecure-plaintext",
                ExitCodes.BadConfiguration);
    }

    private static ListenSocket PrepareUnix(ServerSettings settings)
    {
        var path = settings.Listen.Name;
        if (settings.SocketGroup is { } group && Accounts.Group(group) is null)
        {
            return new ListenSocket(
                null, $"cannot listen on unix:{path}: the group {group} does not exist: correct `socket_group`",
                ExitCodes.BadConfiguration);
        }

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
            return new ListenSocket(null, $"cannot listen on unix:{path}: the file is not a socket; remove it or "
                + "choose another path");
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

    private sealed class Mask(uint before) : IDisposable
    {
        public void Dispose() => _ = Libc.FileModeMask(before);
    }
}

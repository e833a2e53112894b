using System.Net;
using System.Net.Sockets;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform.Files;

namespace Distplusplus.Protocol;

/// <summary>Where a host is to be connected to, and what it means when that does not work.</summary>
internal static class HostPlace
{
    /// <summary>Converts an address to an endpoint; unresolved names are resolved on connecting.</summary>
    public static EndPoint Of(HostAddress host) => host.Kind switch
    {
        HostAddressKind.Network
            => (host.Address ?? (IPAddress.TryParse(host.Name, out var ip) ? ip : null)) is { } address
            ? new IPEndPoint(address, host.Port)
            : new DnsEndPoint(host.Name, host.Port),
        HostAddressKind.UnixSocket => new UnixDomainSocketEndPoint(host.Name),

        // Discovery found nothing behind the name.
        HostAddressKind.Service
            => throw new HostConnectException(host, ConnectionTrouble.NameUnknown, "no such service", null),
    };

    /// <summary>The same with its name looked up: places to be tried in this order.</summary>
    public static async Task<EndPoint[]> AllOfAsync(HostAddress host, CancellationToken cancellationToken)
        => Of(host) is var place && place is DnsEndPoint name
            ? [.. (await Dns.GetHostAddressesAsync(name.Host, cancellationToken))
                .Select(address => new IPEndPoint(address, name.Port))]
            : [place];

    public static HostConnectException TimedOut(HostAddress host, TimeSpan timeout) => new(
        host,
        ConnectionTrouble.ConnectTimedOut,
        $"connection timed out after {DurationText.Format(timeout)} (connect_timeout)",
        null);

    public static HostConnectException Trouble(HostAddress host, SocketException e)
        => new(host, TroubleOf(e.SocketErrorCode, host), e.Message, e);

    private static ConnectionTrouble TroubleOf(SocketError error, HostAddress host) => error switch
    {
        _ when host.Kind == HostAddressKind.UnixSocket && FileIdentity.Of(host.Name) is null
            => ConnectionTrouble.SocketMissing,
        SocketError.HostNotFound or SocketError.NoData => ConnectionTrouble.NameUnknown,
        SocketError.TryAgain or SocketError.NoRecovery => ConnectionTrouble.NameServiceSilent,
        SocketError.ConnectionRefused => ConnectionTrouble.ConnectionRefused,
        SocketError.TimedOut => ConnectionTrouble.ConnectTimedOut,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown
            => ConnectionTrouble.Unreachable,
        SocketError.AccessDenied => ConnectionTrouble.NotPermitted,
        _ => ConnectionTrouble.ConnectFailed,
    };
}

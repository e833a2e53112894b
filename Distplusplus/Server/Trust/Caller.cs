using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Protocol.Trust;

namespace Distplusplus.Server.Trust;

/// <summary>The peer of a connection, as far as it is known. Made by ListenerSecurity for each.</summary>
/// <param name="Peer">For people: "10.0.0.7:51234", or what a UNIX socket tells.</param>
/// <param name="Address">Null: a UNIX socket.</param>
/// <param name="User">Through a UNIX socket.</param>
internal sealed record Caller(string Peer, IPAddress? Address, SocketUser? User)
{
    private const int NamesOfOneMachine = 8;

    /// <summary>A caller from a network address.</summary>
    public static Caller At(IPEndPoint there)
    {
        var address = there.Address.IsIPv4MappedToIPv6 ? there.Address.MapToIPv4() : there.Address;
        return new Caller($"{new IPEndPoint(address, there.Port)}", address, null);
    }

    /// <summary>
    /// The key by which refusals, connections and calls are counted: the machine, or the user of a socket. For IPv6 the
    /// network, because a machine can use many addresses there.
    /// </summary>
    public string Origin { get; } = Address is null ? User is null ? Peer : $"user {User.User}"
        : Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{NetworkOf(Address)}/64"
        : $"{Address}";

    /// <summary>
    /// The account that takes turns for slots. On this machine it is the user that the client claims; another machine's
    /// users share a few accounts, so that inventing users gains nothing.
    /// </summary>
    /// <param name="claimed">user@machine, as the client says.</param>
    public string Account(string claimed)
        => Address is null || IPAddress.IsLoopback(Address)
            ? claimed
            : $"{Origin} {(uint)claimed.GetHashCode(StringComparison.Ordinal) % NamesOfOneMachine}";

    /// <summary>The certificate that it presented; null if there is none, or no TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The verdict of this host's authority on the certificate; null if the host has no authority.</summary>
    public CertificateFlaw? Flaw { get; set; }

    /// <summary>It has asked for something.</summary>
    public bool HasCalled { get; set; }

    private static IPAddress NetworkOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bytes.Length / 2).Clear();
        return new IPAddress(bytes);
    }
}

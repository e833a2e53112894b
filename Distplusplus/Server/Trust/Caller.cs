using System.Net;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Protocol.Trust;

namespace Distplusplus.Server.Trust;

/// <summary>Who is at the other end of a connection, as far as it is known. Made by HostDoor for each.</summary>
/// <param name="Peer">For people: "10.0.0.7:51234", or what a UNIX socket tells.</param>
/// <param name="Address">Null: a UNIX socket.</param>
/// <param name="User">Through a UNIX socket.</param>
internal sealed record Caller(string Peer, IPAddress? Address, SocketUser? User)
{
    /// <summary>What refusals are counted by.</summary>
    public string Origin => Address?.ToString() ?? Peer;

    /// <summary>What it showed; null: nothing, or there is no TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>What this host's authority says of the certificate; null: it has none.</summary>
    public CertificateFlaw? Flaw { get; set; }

    /// <summary>It has asked for something.</summary>
    public bool HasCalled { get; set; }
}

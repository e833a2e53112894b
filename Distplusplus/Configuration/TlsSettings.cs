using System.Collections.Immutable;

namespace Distplusplus.Configuration;

/// <summary>
/// The section <c>[tls]</c>, the same for clients and hosts. The files are opened when a connection needs them.
/// </summary>
internal sealed record TlsSettings
{
    /// <summary>A PEM file of trusted authorities; null if there are none.</summary>
    public string? Authority { get; init; }

    /// <summary>A PEM file with the certificate of this side, followed by intermediate certificates.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the key, not encrypted; null: it is in the file of the certificate.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Names and fingerprints: of the clients with a certificate of the authority, only these are admitted.
    /// </summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Where pairing keeps own keys and lists; null: this user has no such place.</summary>
    public string? Directory { get; init; }
}

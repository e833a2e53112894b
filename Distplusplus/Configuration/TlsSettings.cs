using System.Collections.Immutable;

namespace Distplusplus.Configuration;

/// <summary>
/// The section <c>[tls]</c>, the same for clients and hosts. The files are opened when a connection needs them.
/// </summary>
internal sealed record TlsSettings
{
    /// <summary>PEM: whoever shows a certificate signed by one of these is believed. Null: no authority is.</summary>
    public string? Authority { get; init; }

    /// <summary>PEM: what this side shows, with intermediate certificates behind it.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM, not encrypted; null: it stands in the file of the certificate.</summary>
    public string? Key { get; init; }

    /// <summary>Names and fingerprints: of clients with a certificate of the authority only these come in.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Where pairing keeps own keys and lists; null: this user has no such place.</summary>
    public string? Directory { get; init; }
}

namespace Distplusplus.Configuration.Choices;

/// <summary>The protection of a connection, as far as the address determines it.</summary>
internal enum HostTransport
{
    /// <summary>No prefix: the known keys and authorities decide.</summary>
    Unwritten,

    /// <summary>"plain:host:port".</summary>
    PlainText,

    /// <summary>"tls:host:port".</summary>
    Tls,
}

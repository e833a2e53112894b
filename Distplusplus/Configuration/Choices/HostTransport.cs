namespace Distplusplus.Configuration.Choices;

/// <summary>How a connection is protected, as far as its address says it.</summary>
internal enum HostTransport
{
    /// <summary>Nothing is written: what is known of the host decides.</summary>
    Unwritten,

    /// <summary>"plain:host:port".</summary>
    PlainText,

    /// <summary>"tls:host:port".</summary>
    Tls,
}

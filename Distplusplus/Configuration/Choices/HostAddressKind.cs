namespace Distplusplus.Configuration.Choices;

/// <summary>The kinds of addresses of a host.</summary>
internal enum HostAddressKind
{
    Network,
    UnixSocket,

    /// <summary>An SRV name, which stands for as many hosts as the name service says.</summary>
    Service,
}

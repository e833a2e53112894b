namespace Distplusplus.Configuration.Choices;

/// <summary>How a host is reached.</summary>
internal enum HostAddressKind
{
    Network,
    UnixSocket,

    /// <summary>An SRV name, which stands for as many hosts as the name service says.</summary>
    Service,
}

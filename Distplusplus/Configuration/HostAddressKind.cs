namespace Distplusplus.Configuration;

/// <summary>How a host is reached.</summary>
internal enum HostAddressKind
{
    Network,
    UnixSocket,
}

namespace Distplusplus.Configuration;

/// <summary>Where a host listens: "name:port", "1.2.3.4:port", "[v6]:port", "dns:///name:port" or "unix:/path".</summary>
/// <param name="Name">Host name, IP address without brackets, or the socket's path.</param>
/// <param name="Port">TCP port; 0 for a socket path.</param>
internal sealed record HostAddress(HostAddressKind Kind, string Name, int Port)
{
    /// <summary>The port when none is written.</summary>
    public const int DefaultPort = 3633;

    /// <summary>As it is written in a host list.</summary>
    public override string ToString() => Kind switch
    {
        HostAddressKind.Network => Name.Contains(':') ? $"[{Name}]:{Port}" : $"{Name}:{Port}",
        HostAddressKind.UnixSocket => $"unix:{Name}",
    };
}

/// <summary>How a host is reached.</summary>
internal enum HostAddressKind
{
    Network,
    UnixSocket,
}

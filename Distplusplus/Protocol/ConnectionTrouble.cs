namespace Distplusplus.Protocol;

/// <summary>
/// Why a host could not be talked to. One value per stage that failed; what a host decides (busy, refused) is not here,
/// because that is a message and no trouble of the connection.
/// </summary>
internal enum ConnectionTrouble
{
    /// <summary>No such name.</summary>
    NameUnknown,

    /// <summary>The name service itself did not answer.</summary>
    NameServiceSilent,

    /// <summary>The machine is there, nothing listens at the port or socket.</summary>
    ConnectionRefused,

    /// <summary>No connection within the connect timeout.</summary>
    ConnectTimedOut,

    /// <summary>No route to the machine or its network.</summary>
    Unreachable,

    /// <summary>The UNIX socket's path does not exist.</summary>
    SocketMissing,

    /// <summary>We may not connect (rights of a UNIX socket, local firewall).</summary>
    NotPermitted,

    /// <summary>Connecting failed in another way.</summary>
    ConnectFailed,

    /// <summary>Something answers that does not speak gRPC.</summary>
    NotGrpc,

    /// <summary>The other side closed the connection before it said anything.</summary>
    ClosedAtOnce,

    /// <summary>It speaks gRPC and has no distplusplus service.</summary>
    NotDistplusplus,

    /// <summary>It is a distplusplus host of another major version of the protocol.</summary>
    VersionMismatch,

    /// <summary>It asks who we are, or does not accept it.</summary>
    NotAuthorized,

    /// <summary>The connection stands and no answer came in time.</summary>
    Silent,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>The host answered with an error of its own.</summary>
    HostError,
}

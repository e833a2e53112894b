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

    /// <summary>It asks who we are, and we did not say it so that it is believed.</summary>
    NotAuthenticated,

    /// <summary>It knows who we are and does not want us.</summary>
    NotAuthorized,

    /// <summary>TLS is wanted, and nothing says which key or authority to trust.</summary>
    HostUnknown,

    /// <summary>It has another key than the one that was pinned.</summary>
    HostKeyChanged,

    /// <summary>Its certificate is signed by nobody we trust.</summary>
    HostUnsigned,

    /// <summary>Its certificate's time is over.</summary>
    HostExpired,

    /// <summary>Its certificate's time has not come.</summary>
    HostNotYetValid,

    /// <summary>Its certificate is none for servers.</summary>
    HostWrongUsage,

    /// <summary>Its certificate is for other names.</summary>
    HostWrongName,

    /// <summary>We spoke plain text, it wants TLS.</summary>
    HostWantsTls,

    /// <summary>We want TLS, it speaks plain text.</summary>
    HostSpeaksPlainText,

    /// <summary>Something answers that speaks neither TLS nor our protocol.</summary>
    NotTls,

    /// <summary>TLS is wanted, and this machine has no OpenSSL.</summary>
    OpenSslMissing,

    /// <summary>TLS failed in another way.</summary>
    TlsFailed,

    /// <summary>Our own certificates cannot be used.</summary>
    OwnCertificate,

    /// <summary>The connection stands and no answer came in time.</summary>
    Silent,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>The host holds as many connections or calls of this machine as it takes.</summary>
    Crowded,

    /// <summary>The host takes no message as long as one it was sent.</summary>
    MessageTooLong,

    /// <summary>The host answered with an error of its own.</summary>
    HostError,
}

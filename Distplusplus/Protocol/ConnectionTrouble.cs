namespace Distplusplus.Protocol;

/// <summary>
/// Why a host could not be talked to. One value per stage that failed; what a host decides (busy, refused) is not here,
/// because that is a message and no trouble of the connection. <see cref="ConnectionFailure"/> has a sentence for each.
/// </summary>
internal enum ConnectionTrouble
{
    NameUnknown,
    NameServiceSilent,
    ConnectionRefused,
    ConnectTimedOut,
    Unreachable,
    SocketMissing,
    NotPermitted,
    ConnectFailed,
    NotGrpc,
    ClosedAtOnce,
    NotDistplusplus,
    VersionMismatch,
    NotAuthenticated,
    NotAuthorized,
    HostUnknown,
    HostKeyChanged,
    HostUnsigned,
    HostExpired,
    HostNotYetValid,
    HostWrongUsage,
    HostWrongName,
    HostWantsTls,
    HostSpeaksPlainText,
    NotTls,
    OpenSslMissing,
    TlsFailed,
    OwnCertificate,
    Silent,
    Lost,
    Crowded,
    MessageTooLong,
    HostError,
}

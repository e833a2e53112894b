using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Network;
using Grpc.Core;

namespace Distplusplus.Protocol;

/// <summary>
/// Why a host could not be talked to, in words. Made from the exception a call ended with; used by the client's log
/// line and by what <c>check</c> and <c>hosts</c> show, so that all say the same.
/// </summary>
/// <param name="Detail">What the system or the host said of it; may be empty.</param>
internal sealed record ConnectionFailure(HostAddress Host, ConnectionTrouble Trouble, string Detail)
{
    /// <summary>
    /// Beside RESOURCE_EXHAUSTED: so many calls of one machine the host takes. Without it that status is what every
    /// library of gRPC says of a message that is too long.
    /// </summary>
    public const string MostCalls = "distplusplus-most-calls";

    private const int LongestDetail = 1024;

    // Error codes of HTTP/2 (RFC 9113, section 7) that .NET raises itself when what it reads is no HTTP/2.
    private const long ProtocolError = 1;
    private const long FrameSizeError = 6;

    /// <summary>The message of the system or of the host, printable; may be empty.</summary>
    public string Detail { get; } = NativeText.ForPeople(
        Detail.Length > LongestDetail ? $"{Detail[..LongestDetail]}…" : Detail);

    /// <summary>The failure and the host: "build1:3633: connection refused".</summary>
    public string What => $"{Host}: " + Trouble switch
    {
        ConnectionTrouble.NameUnknown => $"the name {Host.Name} does not resolve",
        ConnectionTrouble.NameServiceSilent => $"the name service did not answer the query for {Host.Name}",
        ConnectionTrouble.ConnectionRefused => "connection refused",
        ConnectionTrouble.ConnectTimedOut => Detail.Length == 0 ? "connection timed out" : Detail,
        ConnectionTrouble.Unreachable => "no route to this host",
        ConnectionTrouble.SocketMissing => "the socket does not exist",
        ConnectionTrouble.NotPermitted => "connecting is not permitted",
        ConnectionTrouble.ConnectFailed => $"cannot connect ({Detail})",
        ConnectionTrouble.NotGrpc => "the peer does not speak gRPC",
        ConnectionTrouble.ClosedAtOnce => "the connection was closed before the first reply",
        ConnectionTrouble.NotDistplusplus => "the peer speaks gRPC but is not a distplusplus host",
        ConnectionTrouble.VersionMismatch => $"the host speaks another version of the protocol ({Detail})",
        ConnectionTrouble.NotAuthenticated => $"the host does not know this client{Given}",
        ConnectionTrouble.NotAuthorized => $"the host does not accept this client{Given}",
        ConnectionTrouble.HostUnknown => "TLS is required, but the key of the host is not known",
        ConnectionTrouble.HostKeyChanged => $"THE KEY OF THE HOST HAS CHANGED, nothing was sent to it ({Detail})",
        ConnectionTrouble.HostUnsigned => $"its certificate is not signed by the authority in {Detail}",
        ConnectionTrouble.HostExpired => $"its certificate expired on {Detail}",
        ConnectionTrouble.HostNotYetValid => $"its certificate is not valid before {Detail}",
        ConnectionTrouble.HostWrongUsage => "its certificate is not valid for server use",
        ConnectionTrouble.HostWrongName => $"its certificate is for {Detail}",
        ConnectionTrouble.HostWantsTls => "the host expects TLS, but this client used plain text",
        ConnectionTrouble.HostSpeaksPlainText => "the host uses plain text, but this client expects TLS",
        ConnectionTrouble.NotTls => "the peer does not speak TLS",
        ConnectionTrouble.TlsFailed => $"TLS failed ({Detail})",
        ConnectionTrouble.OpenSslMissing => "TLS needs OpenSSL, which is not installed",
        ConnectionTrouble.OwnCertificate => Detail,
        ConnectionTrouble.Silent => "the host accepted the connection but does not answer",
        ConnectionTrouble.Lost => "the connection was lost",
        ConnectionTrouble.Crowded => Detail.Length == 0
            ? "the host has reached its connection limit for this machine"
            : $"the host has reached its limit for this client ({Detail})",
        ConnectionTrouble.MessageTooLong => $"a message exceeds the size limit of the host{Given}",
        ConnectionTrouble.HostError => $"the host reports an error ({Detail})",
    };

    /// <summary>The remedy: "nothing listens there: is `distplusplus serve` running?".</summary>
    public string Cure => Trouble switch
    {
        ConnectionTrouble.NameUnknown => "check its spelling in `servers`, and the name service of this machine",
        ConnectionTrouble.NameServiceSilent => "check the network and /etc/resolv.conf of this machine",
        ConnectionTrouble.ConnectionRefused => "nothing listens there: is `distplusplus serve` running?",
        ConnectionTrouble.ConnectTimedOut => "the host is down or a firewall drops the packets",
        ConnectionTrouble.Unreachable => "check the address and the network between here and there",
        ConnectionTrouble.SocketMissing => "is `distplusplus serve` running, and does it listen at this path?",
        ConnectionTrouble.NotPermitted => Host.Kind switch
        {
            HostAddressKind.Network or HostAddressKind.Service => "a firewall on this machine rejects it",
            HostAddressKind.UnixSocket => "this user needs read and write permission on the socket",
        },
        ConnectionTrouble.ConnectFailed => "check the address in `servers`",
        ConnectionTrouble.NotGrpc => "another program uses this port, or the host expects TLS: check address and port",
        ConnectionTrouble.ClosedAtOnce
            => "the host is going down or expects TLS, or another program uses this port",
        ConnectionTrouble.NotDistplusplus => "another program uses this port: check address and port",
        ConnectionTrouble.VersionMismatch => "install the same distplusplus on both machines",
        ConnectionTrouble.NotAuthenticated
            => $"`distplusplus hosts pair {Host.Place}` pairs with it; certificates are set in [tls]",
        ConnectionTrouble.NotAuthorized => "ask the host's administrator to admit this client",
        ConnectionTrouble.HostUnknown => $"`distplusplus hosts pair {Host.Place}` pins its key, or set `ca` in [tls]",
        ConnectionTrouble.HostKeyChanged
            => "the connection may be intercepted; if the host was set up again, run "
                + $"`distplusplus hosts pair --replace {Host.Place}`",
        ConnectionTrouble.HostUnsigned => "correct `ca` in [tls], or give the host a certificate of that authority",
        ConnectionTrouble.HostExpired => "renew it on the host; no restart is needed",
        ConnectionTrouble.HostNotYetValid => "compare the clocks of both machines",
        ConnectionTrouble.HostWrongUsage => "use a certificate whose extended key usage includes serverAuth",
        ConnectionTrouble.HostWrongName => "write one of its names in `servers`, or give the host another certificate",
        ConnectionTrouble.HostWantsTls
            => $"`distplusplus hosts pair {Host.Place}` pairs with it, or set `ca` in [tls]",
        ConnectionTrouble.HostSpeaksPlainText
            => $"start it without --insecure-plaintext, or write \"plain:{Host.Place}\" in `servers`",
        ConnectionTrouble.NotTls => "another program uses this port: check address and port",
        ConnectionTrouble.TlsFailed => "see the log of the host",
        ConnectionTrouble.OpenSslMissing => OpenSsl.Cure,
        ConnectionTrouble.OwnCertificate => "correct it, or [tls] in the configuration of this machine",
        ConnectionTrouble.Silent => "the host is overloaded or hangs: see its log",
        ConnectionTrouble.Lost => "the host or the network failed: see the log of the host",
        ConnectionTrouble.Crowded => "run fewer compiles here, or raise `peer_connections` in [serve] there",
        ConnectionTrouble.MessageTooLong => "no setting changes this: the job runs on another host or locally",
        ConnectionTrouble.HostError => "see the log of the host",
    };

    /// <summary>The host is not who it was, or somebody stands between: more than one trouble among others.</summary>
    public bool IsAlarming => Trouble == ConnectionTrouble.HostKeyChanged;

    /// <summary>Both in one line.</summary>
    public string Sentence => $"{What}: {Cure}";

    /// <summary>
    /// Converts the exception of a call. A caller that cancelled the call itself checks its own token first.
    /// </summary>
    public static ConnectionFailure From(Exception exception, HostAddress host)
    {
        for (var e = exception; e is not null; e = Cause(e))
        {
            switch (e)
            {
                case HostConnectException { Trouble: ConnectionTrouble.Crowded }:
                case HttpProtocolException { ErrorCode: GoAwayNotice.Crowded }:
                    return new ConnectionFailure(host, ConnectionTrouble.Crowded, "");
                case HostConnectException connect:
                    return new ConnectionFailure(host, connect.Trouble, connect.Detail);
                case HttpProtocolException { ErrorCode: GoAwayNotice.WrongSecurity }:
                    return new ConnectionFailure(host, ConnectionTrouble.HostWantsTls, e.Message);
                case HttpProtocolException { ErrorCode: ProtocolError or FrameSizeError }:
                    return new ConnectionFailure(host, ConnectionTrouble.NotGrpc, e.Message);
                // Unknown without a cause: the other side was gone before the call could be written.
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }:
                case HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: null }:
                    return new ConnectionFailure(host, ConnectionTrouble.ClosedAtOnce, e.Message);
            }
        }

        return exception is RpcException rpc
            ? new ConnectionFailure(host, TroubleOf(rpc), rpc.Status.Detail)
            : new ConnectionFailure(host, ConnectionTrouble.Lost, exception.Message);
    }

    private string Given => Detail.Length == 0 ? "" : $" ({Detail})";

    private static Exception? Cause(Exception e)
        => e is RpcException { Status.DebugException: { } cause } ? cause : e.InnerException;

    private static ConnectionTrouble TroubleOf(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unimplemented => ConnectionTrouble.NotDistplusplus,
        StatusCode.Unauthenticated => ConnectionTrouble.NotAuthenticated,
        StatusCode.PermissionDenied => ConnectionTrouble.NotAuthorized,
        StatusCode.ResourceExhausted when e.Trailers.Get(MostCalls) is not null => ConnectionTrouble.Crowded,
        StatusCode.ResourceExhausted => ConnectionTrouble.MessageTooLong,
        StatusCode.DeadlineExceeded => ConnectionTrouble.Silent,
        StatusCode.Unavailable or StatusCode.Cancelled => ConnectionTrouble.Lost,
        _ => e.Status.DebugException is null ? ConnectionTrouble.HostError : ConnectionTrouble.Lost,
    };
}

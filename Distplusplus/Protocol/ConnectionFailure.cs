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

    /// <summary>What the system or the host said of it, printable; may be empty.</summary>
    public string Detail { get; } = NativeText.ForPeople(
        Detail.Length > LongestDetail ? $"{Detail[..LongestDetail]}…" : Detail);

    /// <summary>What happened, to which host: "build1:3633: connection refused".</summary>
    public string What => $"{Host}: " + Trouble switch
    {
        ConnectionTrouble.NameUnknown => $"the name {Host.Name} does not resolve",
        ConnectionTrouble.NameServiceSilent => $"the name service did not answer when asked for {Host.Name}",
        ConnectionTrouble.ConnectionRefused => "connection refused",
        ConnectionTrouble.ConnectTimedOut => Detail.Length == 0 ? "no connection in time" : Detail,
        ConnectionTrouble.Unreachable => "no route to this host",
        ConnectionTrouble.SocketMissing => "there is no such socket",
        ConnectionTrouble.NotPermitted => "connecting is not permitted",
        ConnectionTrouble.ConnectFailed => $"cannot connect ({Detail})",
        ConnectionTrouble.NotGrpc => "what answers there does not speak gRPC",
        ConnectionTrouble.ClosedAtOnce => "the connection was closed before anything was said",
        ConnectionTrouble.NotDistplusplus => "what answers there speaks gRPC but is no distplusplus host",
        ConnectionTrouble.VersionMismatch => $"the host speaks another version of the protocol ({Detail})",
        ConnectionTrouble.NotAuthenticated => $"the host does not know this client{Given}",
        ConnectionTrouble.NotAuthorized => $"the host does not accept this client{Given}",
        ConnectionTrouble.HostUnknown => "TLS is asked for, and nothing says which key the host has",
        ConnectionTrouble.HostKeyChanged => $"THE HOST'S KEY IS NOT THE ONE IT HAD, nothing was sent to it ({Detail})",
        ConnectionTrouble.HostUnsigned => $"its certificate is not signed by the authority in {Detail}",
        ConnectionTrouble.HostExpired => $"its certificate expired on {Detail}",
        ConnectionTrouble.HostNotYetValid => $"its certificate is not valid before {Detail}",
        ConnectionTrouble.HostWrongUsage => "its certificate is none for servers",
        ConnectionTrouble.HostWrongName => $"its certificate is for {Detail}",
        ConnectionTrouble.HostWantsTls => "the host expects TLS, this client spoke plain text",
        ConnectionTrouble.HostSpeaksPlainText => "the host speaks plain text, this client expects TLS",
        ConnectionTrouble.NotTls => "what answers there does not speak TLS",
        ConnectionTrouble.TlsFailed => $"TLS failed ({Detail})",
        ConnectionTrouble.OpenSslMissing => "TLS needs OpenSSL, which this machine lacks",
        ConnectionTrouble.OwnCertificate => Detail,
        ConnectionTrouble.Silent => "the host is connected but does not answer",
        ConnectionTrouble.Lost => "the connection was lost",
        ConnectionTrouble.Crowded => Detail.Length == 0
            ? "the host holds all the connections it takes from one machine"
            : $"the host takes no more of this client ({Detail})",
        ConnectionTrouble.MessageTooLong => $"a message to the host was longer than it takes{Given}",
        ConnectionTrouble.HostError => $"the host reports an error ({Detail})",
    };

    /// <summary>What to look at or do: "nothing listens there: is `distplusplus serve` running?".</summary>
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
            HostAddressKind.Network or HostAddressKind.Service => "a firewall of this machine forbids it",
            HostAddressKind.UnixSocket => "this user needs read and write permission on the socket",
        },
        ConnectionTrouble.ConnectFailed => "check the address in `servers`",
        ConnectionTrouble.NotGrpc => "another program has this port, or the host expects TLS: check address and port",
        ConnectionTrouble.ClosedAtOnce
            => "the host is going down or expects TLS, or another program has this port",
        ConnectionTrouble.NotDistplusplus => "another program has this port: check address and port",
        ConnectionTrouble.VersionMismatch => "install the same distplusplus on both machines",
        ConnectionTrouble.NotAuthenticated
            => $"`distplusplus hosts pair {Host.Place}` introduces it; certificates are set in [tls]",
        ConnectionTrouble.NotAuthorized => "ask the host's administrator to admit this client",
        ConnectionTrouble.HostUnknown => $"`distplusplus hosts pair {Host.Place}` pins it, or set `ca` in [tls]",
        ConnectionTrouble.HostKeyChanged
            => "somebody may be listening in; if the host was set up anew, "
                + $"`distplusplus hosts pair --replace {Host.Place}`",
        ConnectionTrouble.HostUnsigned => "correct `ca` in [tls], or give the host a certificate of that authority",
        ConnectionTrouble.HostExpired => "renew it on the host, which needs no restart",
        ConnectionTrouble.HostNotYetValid => "compare the clocks of both machines",
        ConnectionTrouble.HostWrongUsage => "give the host one whose extended key usage has serverAuth",
        ConnectionTrouble.HostWrongName => "write one of its names in `servers`, or give the host another certificate",
        ConnectionTrouble.HostWantsTls
            => $"`distplusplus hosts pair {Host.Place}` introduces both, or set `ca` in [tls]",
        ConnectionTrouble.HostSpeaksPlainText
            => $"start it without --insecure-plaintext, or write \"plain:{Host.Place}\" in `servers`",
        ConnectionTrouble.NotTls => "another program has this port: check address and port",
        ConnectionTrouble.TlsFailed => "look at the host's log",
        ConnectionTrouble.OpenSslMissing => OpenSsl.Cure,
        ConnectionTrouble.OwnCertificate => "correct that, or [tls] in the configuration of this machine",
        ConnectionTrouble.Silent => "the host is overloaded or hangs: look at its log",
        ConnectionTrouble.Lost => "the host or the network went down meanwhile: look at the host's log",
        ConnectionTrouble.Crowded => "compile less at once here, or raise `peer_connections` in [serve] there",
        ConnectionTrouble.MessageTooLong => "nothing to set: such a job is compiled on another host, or here",
        ConnectionTrouble.HostError => "look at the host's log",
    };

    /// <summary>The host is not who it was, or somebody stands between: more than one trouble among others.</summary>
    public bool IsAlarming => Trouble == ConnectionTrouble.HostKeyChanged;

    /// <summary>Both in one line.</summary>
    public string Sentence => $"{What}: {Cure}";

    /// <summary>
    /// What a call's exception means. A caller that cancelled the call itself asks its own token first.
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

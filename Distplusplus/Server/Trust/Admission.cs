using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Protocol.Trust;
using Grpc.Core;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Who may come in. Made at the host's start; asked for every call, so that a list that has changed holds at once.
/// </summary>
internal sealed class Admission
{
    private const int LongestComment = 64;

    private readonly AuthorizedClients _paired;
    private readonly ImmutableArray<string> _allowed;
    private readonly IPNetwork[] _networks;
    private readonly HashSet<uint> _users;
    private readonly HashSet<uint> _groups;
    private readonly bool _tls;

    /// <exception cref="InvalidDataException">A user or group is unknown on this machine.</exception>
    public Admission(ServerSettings settings, bool tls)
    {
        _tls = tls;
        _paired = new AuthorizedClients(settings.Tls);
        _allowed = settings.Tls.Allowed;
        _networks = [.. settings.Allow.Select(network => IPNetwork.Parse(network))];
        _users = [.. settings.SocketUsers.Select(name => Accounts.User(name)
            ?? throw new InvalidDataException($"`socket_users`: there is no user {name}"))];
        _groups = [.. settings.SocketGroups.Select(name => Accounts.Group(name)
            ?? throw new InvalidDataException($"`socket_groups`: there is no group {name}"))];
    }

    /// <returns>Null: it may come in.</returns>
    public Denial? Judge(Caller caller)
        => caller.Address is { } address
            ? NetworkDenial(address) ?? (_tls ? CertificateDenial(caller) : null)
            : UserDenial(caller.User);

    private Denial? NetworkDenial(IPAddress address)
        => _networks.Length == 0 || _networks.Any(network => network.Contains(address))
            ? null
            : new Denial(StatusCode.PermissionDenied, $"{address} is in no network of its list `allow`");

    private Denial? UserDenial(SocketUser? user)
        => (_users.Count == 0 && _groups.Count == 0)
            || (user is not null && (_users.Contains(user.User) || user.Groups.Any(_groups.Contains)))
                ? null
                : new Denial(
                    StatusCode.PermissionDenied,
                    $"user {user?.User.ToString() ?? "unknown"} is neither in `socket_users` nor in `socket_groups`");

    private Denial? CertificateDenial(Caller caller)
    {
        if (caller.Certificate is not { } certificate)
        {
            return new Denial(StatusCode.Unauthenticated, "it showed no certificate");
        }

        var key = KeyFingerprint.Of(certificate);
        if (_paired.Contains(key))
        {
            return null;
        }

        return caller.Flaw is { } flaw
            ? AuthorityDenial(flaw, certificate, key)
            : new Denial(
                StatusCode.PermissionDenied,
                $"its key {key} is not among the authorized clients",
                $"to admit it, add this line to {_paired.File}: {key} {Comment(certificate)}");
    }

    private Denial? AuthorityDenial(CertificateFlaw flaw, X509Certificate2 certificate, KeyFingerprint key)
        => flaw switch
        {
            CertificateFlaw.None or CertificateFlaw.WrongName => IsAllowed(certificate, key)
                ? null
                : new Denial(
                    StatusCode.PermissionDenied,
                    $"its certificate for {Comment(certificate)} is not in the list `allowed`",
                    $"its key is {key}"),
            CertificateFlaw.UnknownAuthority => new Denial(
                StatusCode.Unauthenticated,
                "its certificate is not signed by the host's authority",
                $"its key is {key}"),
            CertificateFlaw.Expired => new Denial(
                StatusCode.Unauthenticated,
                $"its certificate expired on {CertificateJudgement.Date(certificate.NotAfter)}"),
            CertificateFlaw.NotYetValid => new Denial(
                StatusCode.Unauthenticated,
                $"its certificate is not valid before {CertificateJudgement.Date(certificate.NotBefore)}"),
            CertificateFlaw.WrongUsage => new Denial(
                StatusCode.Unauthenticated, "its certificate is none for clients"),
        };

    private bool IsAllowed(X509Certificate2 certificate, KeyFingerprint key)
        => _allowed.IsEmpty
            || _allowed.Contains($"{key}")
            || CertificateJudgement.Names(certificate).Append(CommonName(certificate))
                .Any(name => _allowed.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static string CommonName(X509Certificate2 certificate)
        => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    // Anybody can write anything into a certificate of his own, and this goes into a log and perhaps into a file.
    private static string Comment(X509Certificate2 certificate)
    {
        var name = CommonName(certificate);
        return new string([.. name.Take(LongestComment).Select(
            c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '-' or '_' ? c : '?')]);
    }
}

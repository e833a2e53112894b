using System.Net;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Protocol.Trust;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>Decides on access for every call, so that a changed list takes effect at once.</summary>
internal sealed class AccessPolicy
{
    private const int LongestComment = 64;

    private readonly AuthorizedClients _paired;
    private readonly CurrentAccess _access;
    private readonly bool _tls;

    /// <param name="file">Where the lists are read again when they change; null: nowhere.</param>
    /// <exception cref="InvalidDataException">A user or group is unknown on this machine.</exception>
    public AccessPolicy(ServerSettings settings, SettingsFile? file, bool tls)
    {
        _tls = tls;
        _paired = new AuthorizedClients(settings.Tls);
        _access = new CurrentAccess(settings, file, AccessLists.Of);
    }

    /// <returns>Null: it may come in.</returns>
    public Denial? Judge(Caller caller, ILogger logger)
    {
        var lists = _access.Lists(logger);
        return caller.Address is { } address
            ? NetworkDenial(address, lists) ?? (_tls ? CertificateDenial(caller, lists, logger) : null)
            : UserDenial(caller.User, lists);
    }

    /// <summary>Of somebody who only looks: pages and figures know no certificates.</summary>
    /// <returns>Null: it may.</returns>
    public Denial? JudgeLooker(IPAddress address, ILogger logger)
        => IPAddress.IsLoopback(address) ? null : NetworkDenial(address, _access.Lists(logger));

    private static Denial? NetworkDenial(IPAddress address, AccessLists lists)
        => lists.HasNetworkOf(address)
            ? null
            : new Denial(StatusCode.PermissionDenied, $"{address} is not in a network of its list `allow`");

    private static Denial? UserDenial(SocketUser? user, AccessLists lists)
        => lists.HasUser(user)
            ? null
            : new Denial(
                StatusCode.PermissionDenied,
                $"user {user?.User.ToString() ?? "unknown"} is neither in `socket_users` nor in `socket_groups`");

    private Denial? CertificateDenial(Caller caller, AccessLists lists, ILogger logger)
    {
        if (caller.Certificate is not { } certificate)
        {
            return new Denial(StatusCode.Unauthenticated, "it presented no certificate");
        }

        var key = KeyFingerprint.Of(certificate);
        if (_paired.Contains(key, logger))
        {
            return null;
        }

        return caller.Flaw is { } flaw
            ? AuthorityDenial(flaw, certificate, key, lists)
            : new Denial(
                StatusCode.PermissionDenied,
                $"its key {key} is not among the authorized clients",
                $"to admit it, add this line to {_paired.File}: {key} {Comment(certificate)}");
    }

    private static Denial? AuthorityDenial(
        CertificateFlaw flaw, X509Certificate2 certificate, KeyFingerprint key, AccessLists lists)
        => flaw switch
        {
            CertificateFlaw.None or CertificateFlaw.WrongName => IsAllowed(certificate, key, lists)
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
                StatusCode.Unauthenticated, "its certificate is not valid for client use"),
        };

    private static bool IsAllowed(X509Certificate2 certificate, KeyFingerprint key, AccessLists lists)
        => lists.Allowed.IsEmpty
            || lists.Allowed.Contains($"{key}")
            || CertificateJudgement.Names(certificate).Append(CommonName(certificate))
                .Any(name => lists.Allowed.Contains(name, StringComparer.OrdinalIgnoreCase));

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

using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol.Trust;

namespace Distplusplus.Diagnostics.Check;

/// <summary>The findings of <c>check</c> about certificates that have expired or will soon.</summary>
internal sealed class CertificateFindings(TlsSettings tls, DateTimeOffset now)
{
    private const string Subject = "certificates";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>Those of this machine; nothing where it has none.</summary>
    public IEnumerable<Finding> Ours()
    {
        if (tls.Authority is { } authority)
        {
            yield return Judge(
                authority,
                () => OwnCertificate.Certificates(authority).Max(Until),
                "certificates of an expired authority are rejected");
        }

        if (OwnCertificate.ClientFiles(tls) is var (certificate, key))
        {
            yield return Judge(
                certificate,
                () => Until(OwnCertificate.Load(certificate, key).TargetCertificate),
                "hosts reject expired client certificates");
        }
    }

    /// <summary>That of a host; a pinned key is believed as long as it is pinned.</summary>
    public IEnumerable<Finding> OfHost(HostReport report)
    {
        if (report is HostReport.Answered { Trust: HostTrust.Authority, Expires: { } until } && until - now < Soon)
        {
            yield return Finding.Warning(
                $"{report.Host}", $"its certificate expires on {CertificateJudgement.Date(until.UtcDateTime)}",
                "renew it on the host; no restart is needed");
        }
    }

    private Finding Judge(string file, Func<DateTimeOffset> until, string why)
    {
        var name = NativeText.ForPeople(file);
        try
        {
            var end = until();
            var day = CertificateJudgement.Date(end.UtcDateTime);
            return end < now ? Finding.Problem(Subject, $"{name} expired on {day}", $"renew it: {why}")
                : end - now < Soon ? Finding.Warning(Subject, $"{name} expires on {day}", $"renew it: {why}")
                : end.Year == DateTime.MaxValue.Year ? Finding.Ok(Subject, $"{name} does not expire")
                : Finding.Ok(Subject, $"{name} is valid until {day}");
        }
        catch (Exception e) when (e is InvalidDataException or NativeFileException)
        {
            return Finding.Problem(Subject, e.Message, "correct it, or [tls] in the configuration of this machine");
        }
    }

    private static DateTimeOffset Until(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}

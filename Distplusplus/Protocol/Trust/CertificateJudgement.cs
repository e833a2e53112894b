using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Distplusplus.Protocol.Trust;

/// <summary>Judges certificates that an authority should have signed; the same for hosts and clients.</summary>
internal static class CertificateJudgement
{
    private const X509ChainStatusFlags NoTrust = X509ChainStatusFlags.UntrustedRoot
        | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid | X509ChainStatusFlags.Cyclic
        | X509ChainStatusFlags.InvalidBasicConstraints | X509ChainStatusFlags.InvalidNameConstraints
        | X509ChainStatusFlags.HasExcludedNameConstraint | X509ChainStatusFlags.HasNotPermittedNameConstraint;

    /// <summary>
    /// The policy for building a chain: from these roots, without the network and the system's roots.
    /// </summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection? authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (authorities is not null)
        {
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    /// <param name="chain">Built by TLS after <see cref="Policy"/>.</param>
    public static CertificateFlaw FlawOf(
        X509Certificate2 certificate, X509Chain chain, SslPolicyErrors errors, DateTimeOffset now)
    {
        var status = X509ChainStatusFlags.NoError;
        foreach (var one in chain.ChainStatus)
        {
            status |= one.Status;
        }

        return (status & NoTrust) != 0 ? CertificateFlaw.UnknownAuthority
            : now > certificate.NotAfter ? CertificateFlaw.Expired
            : now < certificate.NotBefore ? CertificateFlaw.NotYetValid
            : (status & X509ChainStatusFlags.NotValidForUsage) != 0 ? CertificateFlaw.WrongUsage
            // What is left of the chain: the authority's own dates, signatures too weak.
            : status != X509ChainStatusFlags.NoError ? CertificateFlaw.UnknownAuthority
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? CertificateFlaw.WrongName
            : CertificateFlaw.None;
    }

    /// <summary>"2026-11-22 23:05 UTC".</summary>
    public static string Date(DateTime time)
        => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The names a certificate is for: those of its subjectAltName, else its common name.</summary>
    public static IReadOnlyList<string> Names(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames());
            names.AddRange(extension.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        if (names.Count == 0
            && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name)
        {
            names.Add(name);
        }

        return names;
    }
}

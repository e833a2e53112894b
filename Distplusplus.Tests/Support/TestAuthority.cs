using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distplusplus.Tests.Support;

/// <summary>An authority of a test's own: a key, a certificate in a file, and what it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly Sandbox _sandbox;
    private readonly X509Certificate2 _certificate;

    public TestAuthority(Sandbox sandbox, string name)
    {
        _sandbox = sandbox;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(9));
        File = sandbox.Path($"{name}.pem");
        System.IO.File.WriteAllText(File, _certificate.ExportCertificatePem());
    }

    /// <summary>Its certificate in PEM.</summary>
    public string File { get; }

    /// <summary>Signs a certificate for 127.0.0.1, or for another name.</summary>
    /// <param name="days">Valid from and until, counted from today.</param>
    /// <param name="usage">The one purpose it is for; null: every one.</param>
    /// <returns>Certificate and key in one file.</returns>
    public string Issue(
        string file, string name, (int From, int Until)? days = null, string? host = null, string? usage = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (host is null)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var (from, until) = days ?? (-1, 30);
        using var signed = request.Create(
            _certificate,
            DateTimeOffset.UtcNow.AddDays(from),
            DateTimeOffset.UtcNow.AddDays(until),
            RandomNumberGenerator.GetBytes(8));
        var path = _sandbox.Path(file);
        var pem = $"{key.ExportPkcs8PrivateKeyPem()}\n{signed.ExportCertificatePem()}\n";
        System.IO.File.WriteAllText($"{path}.new", pem);
        System.IO.File.SetUnixFileMode($"{path}.new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        System.IO.File.Move($"{path}.new", path, overwrite: true);
        return path;
    }

    public void Dispose() => _certificate.Dispose();
}

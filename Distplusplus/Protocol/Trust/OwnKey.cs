using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Protocol.Trust;

/// <summary>
/// The key a side makes for itself when it is first needed, with a certificate nobody else has signed: the other side
/// knows it by its fingerprint.
/// </summary>
internal static class OwnKey
{
    private const int LongestName = 64;

    /// <summary>The certificate of the file; made when it is not there.</summary>
    /// <param name="name">Whose it is, for people: "user@machine".</param>
    /// <exception cref="NativeFileException">It cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">What stands there is no certificate.</exception>
    public static X509Certificate2 Open(string file, string name, DateTimeOffset now)
    {
        if (FileIdentity.Of(file) is null)
        {
            PrivateFile.Create(file, NativeText.Encode(Make(name, now)));
        }

        return OwnCertificate.Certificates(file)[0];
    }

    private static string Make(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name[..Math.Min(name.Length, LongestName)]);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));

        // RFC 5280, 4.1.2.5: no expiry is known. The key is believed as long as it stands in a list.
        using var certificate = request.CreateSelfSigned(
            now.AddDays(-1), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));
        return $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n";
    }
}

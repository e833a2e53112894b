using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distplusplus.Protocol.Trust;

/// <summary>
/// A public key in one word, as ssh writes it: "SHA256:" and the digest of the key (its SubjectPublicKeyInfo) in base64
/// without padding. A certificate that is renewed with the same key keeps it.
/// </summary>
internal readonly record struct KeyFingerprint
{
    private const string Prefix = "SHA256:";
    private const int Digits = 43;

    private readonly string _text;

    private KeyFingerprint(string text) => _text = text;

    public static KeyFingerprint Of(X509Certificate2 certificate)
        => new(Prefix + Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()))
            .TrimEnd('='));

    public static bool TryParse(string text, [NotNullWhen(true)] out KeyFingerprint? fingerprint)
    {
        fingerprint = text.Length == Prefix.Length + Digits
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") < 0
                ? new KeyFingerprint(text)
                : null;
        return fingerprint is not null;
    }

    public override string ToString() => _text;
}

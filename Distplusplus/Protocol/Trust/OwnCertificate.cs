using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;

namespace Distplusplus.Protocol.Trust;

/// <summary>
/// Reads the certificate of this side with its key from PEM files. A client does so for each connection, a host when
/// its files change.
/// </summary>
internal static class OwnCertificate
{
    private const long Longest = 1 << 20;
    private const uint OwnersOnly = 0x180; // 0600
    private const uint OwnersExecute = 0x40; // 0100
    private const uint GroupReads = 0x20; // 0040
    private const uint Permissions = 0x1FF; // 0777

    /// <summary>The files a client shows itself with: those of [tls], else its key of pairing, else none.</summary>
    public static (string Certificate, string Key)? ClientFiles(TlsSettings tls)
        => Configured(tls) ?? (tls.Directory is { } own && FileIdentity.Of($"{own}/{TrustFiles.ClientKey}") is not null
            ? ($"{own}/{TrustFiles.ClientKey}", $"{own}/{TrustFiles.ClientKey}")
            : null);

    public static (string Certificate, string Key)? Configured(TlsSettings tls)
        => tls.Certificate is { } file ? (file, tls.Key ?? file) : null;

    /// <exception cref="InvalidDataException">A file says nothing of use; the message names it.</exception>
    /// <exception cref="NativeFileException">A file cannot be read.</exception>
    public static SslStreamCertificateContext Load(string certificateFile, string keyFile)
    {
        var chain = Certificates(certificateFile);
        RefuseExposed(keyFile);
        try
        {
            var leaf = X509Certificate2.CreateFromPem(
                Text(certificateFile), certificateFile == keyFile ? Text(certificateFile) : Text(keyFile));
            chain.RemoveAt(0);

            // Nothing is looked for that is not in the file.
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"{NativeText.ForPeople(keyFile)} has no unencrypted private key in PEM that matches the certificate "
                    + "in "
                + NativeText.ForPeople(certificateFile), e);
        }
    }

    /// <summary>All certificates of a PEM file.</summary>
    /// <inheritdoc cref="Load"/>
    public static X509Certificate2Collection Certificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Text(file));
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{NativeText.ForPeople(file)} is not a certificate in PEM", e);
        }

        return certificates.Count > 0
            ? certificates
            : throw new InvalidDataException($"{NativeText.ForPeople(file)} contains no certificate in PEM");
    }

    // Root's files may be for a group: that is how a service that is not root gets at a key it cannot change.
    private static void RefuseExposed(string keyFile)
    {
        if (FileIdentity.Of(keyFile) is not { } file)
        {
            return;
        }

        var most = file.Owner == UserAccount.Root ? OwnersOnly | GroupReads : OwnersOnly;
        if ((file.Mode & Permissions & ~(most | OwnersExecute)) != 0)
        {
            throw new InvalidDataException(
                $"the private key in {NativeText.ForPeople(keyFile)} is accessible to others: its mode is "
                    + $"{Octal(file.Mode & Permissions)}, the maximum is {Octal(most)}");
        }
    }

    private static string Octal(uint mode) => $"0{Convert.ToString(mode, toBase: 8)}";

    private static string Text(string file) => NativeText.Decode(NativeFile.ReadAll(file, Longest));
}

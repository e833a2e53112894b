using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol.Trust;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// The certificate of a host with TLS, and the authorities that it trusts. Renewed files apply to the next connection;
/// files that cannot be read leave the old ones in place.
/// </summary>
internal sealed class HostIdentity
{
    private readonly (string Certificate, string Key) _files;
    private readonly string? _authorityFile;
    private readonly Lock _lock = new();
    private FileIdentity?[] _read = [null, null, null];
    private State _state;

    private HostIdentity((string Certificate, string Key) files, string? authorityFile)
    {
        _files = files;
        _authorityFile = authorityFile;
        _read = Look();
        _state = Load();
    }

    /// <summary>The fingerprint of the key.</summary>
    public KeyFingerprint Key => KeyFingerprint.Of(_state.Certificate.TargetCertificate);

    /// <summary>The file of the certificate.</summary>
    public string File => _files.Certificate;

    /// <summary>Its files that this process could read as root and cannot any more.</summary>
    public IEnumerable<string> OutOfReach => Files().Where(file => !NativeFile.MayRead(file));

    /// <summary>The identity from configured files; null if none are configured.</summary>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    /// <exception cref="NativeFileException">A file cannot be read.</exception>
    public static HostIdentity? OfConfiguredFiles(TlsSettings tls)
        => OwnCertificate.Configured(tls) is { } files ? new HostIdentity(files, tls.Authority) : null;

    /// <summary>This host's own key, which is made when it is not there.</summary>
    /// <exception cref="InvalidDataException">The file is not what it should be.</exception>
    /// <exception cref="NativeFileException">It cannot be read or made.</exception>
    public static HostIdentity OfOwnKey(TlsSettings tls, TimeProvider time)
    {
        if (tls.Directory is not { } directory)
        {
            throw new InvalidDataException(
                "there is no directory for this host's key: set HOME, or `certificate` or `directory` in [tls]");
        }

        var file = $"{directory}/{TrustFiles.HostKey}";
        OwnKey.Open(file, Environment.MachineName, time.GetUtcNow()).Dispose();
        return new HostIdentity((file, file), tls.Authority);
    }

    /// <summary>As it is on disk now, as far as that can be used.</summary>
    public (SslStreamCertificateContext Certificate, X509Certificate2Collection? Authorities) Current(ILogger logger)
    {
        lock (_lock)
        {
            var look = Look();
            if (!look.SequenceEqual(_read))
            {
                _read = look;
                try
                {
                    if (Files().Select(AccessFiles.Objection).FirstOrDefault(wrong => wrong is not null) is { } wrong)
                    {
                        throw new InvalidDataException(wrong);
                    }

                    _state = Load();
                    logger.CertificatesRenewed(_files.Certificate, $"{Key}");
                }
                catch (Exception e) when (e is InvalidDataException or NativeFileException)
                {
                    logger.CertificatesNotRenewed(e.Message);
                }
            }

            return (_state.Certificate, _state.Authorities);
        }
    }

    private State Load() => new(
        OwnCertificate.Load(_files.Certificate, _files.Key),
        _authorityFile is null ? null : OwnCertificate.Certificates(_authorityFile));

    // What cannot be seen has not changed: it is about to be renewed, or only root can see it.
    private FileIdentity?[] Look() => [.. Files().Select((file, i) => FileIdentity.Of(file) ?? _read[i])];

    private IEnumerable<string> Files()
        => ((string?[])[_files.Certificate, _files.Key, _authorityFile]).OfType<string>().Distinct();

    private sealed record State(SslStreamCertificateContext Certificate, X509Certificate2Collection? Authorities);
}

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Network;

namespace Distplusplus.Protocol.Trust;

/// <summary>
/// The client's end of TLS: from a socket that is connected to a stream on which both sides know each other. Made by
/// HostChannel for one connection.
/// </summary>
/// <param name="seen">Gets the certificate the host shows, whatever comes of it.</param>
internal sealed class SecureConnection(
    HostAddress host, HostTrust trust, TlsSettings tls, Action<X509Certificate2>? seen)
{
    private HostConnectException? _objection;

    /// <param name="wire">A connection, owned from here on.</param>
    /// <param name="opening">How the other side began, cut to what tells one protocol from another.</param>
    /// <exception cref="HostConnectException">Why not.</exception>
    public async Task<Stream> EstablishAsync(Stream wire, Func<byte[]> opening, CancellationToken stop)
    {
        if (!OpenSsl.IsInstalled)
        {
            throw Trouble(ConnectionTrouble.OpenSslMissing, "", null);
        }

        var stream = new SslStream(wire, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(Options(), stop).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException and not HostConnectException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw _objection ?? Trouble(TroubleOf(opening()), Innermost(e).Message, e);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The name that the certificate must have: for a service that of the domain that offers it.</summary>
    private string Name => (host.Entry ?? host) switch
    {
        { Kind: HostAddressKind.Service } entry => string.Join('.', entry.Name.Split('.').SkipWhile(IsServiceLabel)),
        var entry => entry.Name,
    };

    private static bool IsServiceLabel(string label) => label.StartsWith('_');

    private SslClientAuthenticationOptions Options()
    {
        if (trust is HostTrust.Nothing)
        {
            throw Trouble(ConnectionTrouble.HostUnknown, "", null);
        }

        try
        {
            return new SslClientAuthenticationOptions
            {
                TargetHost = Name,
                EnabledSslProtocols = SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                AllowTlsResume = false,
                CertificateChainPolicy = CertificateJudgement.Policy(
                    trust is HostTrust.Authority authority ? OwnCertificate.Certificates(authority.File) : null),
                ClientCertificateContext = OwnCertificate.ClientFiles(tls) is var (certificate, key)
                    ? OwnCertificate.Load(certificate, key)
                    : null,
                RemoteCertificateValidationCallback = IsTheHost,
            };
        }
        catch (Exception e) when (e is InvalidDataException or NativeFileException)
        {
            throw Trouble(ConnectionTrouble.OwnCertificate, e.Message, e);
        }
    }

    private bool IsTheHost(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is not X509Certificate2 certificate || chain is null)
        {
            return false;
        }

        seen?.Invoke(certificate);
        _objection = trust switch
        {
            HostTrust.Pinned pinned => PinObjection(pinned, certificate),
            HostTrust.Authority authority => AuthorityObjection(authority, certificate, CertificateJudgement.FlawOf(
                certificate, chain, errors, TimeProvider.System.GetUtcNow())),
            _ => null,
        };
        return _objection is null;
    }

    private HostConnectException? PinObjection(HostTrust.Pinned pinned, X509Certificate2 certificate)
    {
        var key = KeyFingerprint.Of(certificate);
        return pinned.Pins.Any(pin => pin.Key == key)
            ? null
            : Trouble(
                ConnectionTrouble.HostKeyChanged,
                $"it shows {key}, {string.Join(", ", pinned.Pins.Select(pin => $"{pin.Place} has {pin.Key}"))}",
                null);
    }

    private HostConnectException? AuthorityObjection(
        HostTrust.Authority authority, X509Certificate2 certificate, CertificateFlaw flaw) => flaw switch
        {
            CertificateFlaw.None => null,
            CertificateFlaw.UnknownAuthority
                => Trouble(ConnectionTrouble.HostUnsigned, NativeText.ForPeople(authority.File), null),
            CertificateFlaw.Expired
                => Trouble(ConnectionTrouble.HostExpired, CertificateJudgement.Date(certificate.NotAfter), null),
            CertificateFlaw.NotYetValid
                => Trouble(ConnectionTrouble.HostNotYetValid, CertificateJudgement.Date(certificate.NotBefore), null),
            CertificateFlaw.WrongUsage => Trouble(ConnectionTrouble.HostWrongUsage, "", null),
            CertificateFlaw.WrongName => Trouble(
                ConnectionTrouble.HostWrongName,
                $"{string.Join(", ", CertificateJudgement.Names(certificate))}, not for {Name}", null),
        };

    // SETTINGS, the first frame of a server that speaks HTTP/2 in plain text.
    private static ConnectionTrouble TroubleOf(ReadOnlySpan<byte> first) => first switch
    {
        [] => ConnectionTrouble.ClosedAtOnce,
        _ when GoAwayNotice.Of(first) == GoAwayNotice.Crowded => ConnectionTrouble.Crowded,
        [0, _, _, 4, 0, 0, 0, 0, 0, ..] => ConnectionTrouble.HostSpeaksPlainText,
        [0x15 or 0x16, 3, ..] => ConnectionTrouble.TlsFailed,
        _ => ConnectionTrouble.NotTls,
    };

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private HostConnectException Trouble(ConnectionTrouble trouble, string detail, Exception? cause)
        => new(host, trouble, detail, cause);
}

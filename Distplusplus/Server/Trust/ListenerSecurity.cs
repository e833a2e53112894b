using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Protocol.Trust;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Reporting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// The host's door: how connections are protected, and who keeps it. Opened by ServerHost before it listens, lives as
/// long as it.
/// </summary>
internal sealed class ListenerSecurity
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly ServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ListenProtection _protection;
    private readonly HostIdentity? _identity;
    private readonly AccessPolicy _admission;

    private ListenerSecurity(ServerSettings settings, SettingsFile? file, HostIdentity? identity, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _protection = ListenProtections.Of(settings);
        _identity = _protection == ListenProtection.Tls
            ? identity ?? HostIdentity.OfOwnKey(settings.Tls, time)
            : null;
        _admission = new AccessPolicy(settings, file, _identity is not null);
    }

    /// <summary>Reads the keys that the settings name, as the user this process still is.</summary>
    /// <param name="identity">Null: the settings name none, or the host needs none.</param>
    /// <returns>Null: all is well; else why the host cannot start.</returns>
    public static string? ReadKeys(ServerSettings settings, out HostIdentity? identity)
    {
        identity = null;
        try
        {
            identity = ListenProtections.Of(settings) == ListenProtection.Tls
                ? HostIdentity.OfConfiguredFiles(settings.Tls)
                : null;
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or NativeFileException)
        {
            return $"cannot start: {e.Message}";
        }
    }

    /// <param name="file">Where the settings come from; null: from no file.</param>
    /// <param name="identity">From <see cref="ReadKeys"/>; null: with TLS the host needs a key of its own.</param>
    /// <param name="trouble">Why there is none.</param>
    public static ListenerSecurity? Open(
        ServerSettings settings, SettingsFile? file, HostIdentity? identity, TimeProvider time, out string? trouble)
    {
        trouble = null;
        if (AccessFiles.Objection(settings, file) is { } objection)
        {
            trouble = $"cannot start: {objection}";
            return null;
        }

        try
        {
            return new ListenerSecurity(settings, file, identity, time);
        }
        catch (NativeFileException e) when (e.Error == Libc.ErrorAccess && settings.Tls.Directory is { } keys)
        {
            trouble = $"cannot start: {e.Message}; the host is the user {Ourselves} and must own its keys: "
                + $"chown -R {Ourselves} {NativeText.ForPeople(keys)}";
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or NativeFileException)
        {
            trouble = $"cannot start: {e.Message}";
            return null;
        }
    }

    /// <summary>Start-up lines: which key this host has, or what it gives up.</summary>
    public void Announce(Action<string> announce)
    {
        switch (_protection)
        {
            case ListenProtection.Tls:
                announce($"this host's key is {_identity!.Key} ({_identity.File})");
                foreach (var file in _identity.OutOfReach)
                {
                    announce($"warning: the user {Ourselves} cannot read {NativeText.ForPeople(file)}, which root "
                        + "has read: make it readable for that user, or restart the host when the file is renewed");
                }

                foreach (var list in TrustFiles.Lists(_settings.Tls, TrustFiles.AuthorizedClients).Where(
                    list => FileIdentity.Of(list) is not null && !NativeFile.MayRead(list)))
                {
                    announce($"warning: the user {Ourselves} cannot read {NativeText.ForPeople(list)}, so its "
                        + $"clients are not admitted: chown {Ourselves} {NativeText.ForPeople(list)}");
                }

                break;
            case ListenProtection.InsecurePlaintext:
                announce($"warning: nothing is encrypted on {_settings.Listen}: anyone who can connect can run "
                    + "compilers, and read and change the traffic"
                    + (_settings.Allow.IsEmpty ? "" : $"; only {string.Join(", ", _settings.Allow)} may connect"));
                break;
            case ListenProtection.ThisMachineOnly or ListenProtection.Forbidden:
                break;
        }
    }

    /// <summary>The text after the address in "listening on …".</summary>
    public string Suffix => _protection == ListenProtection.Tls ? " with TLS" : "";

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(provider => new RejectedConnectionLog(LoggerOf(provider), _time));
        services.AddSingleton(provider => new CallAuthorization(
            _admission, new PerPeerCounter(ConnectionLimits.OfOnePeer(_settings)),
            provider.GetRequiredService<RejectedConnectionLog>(), LoggerOf(provider)));
    }

    public void Listen(KestrelServerOptions kestrel, EndPoint endPoint, OpenConnections connections)
    {
        if (endPoint is IPEndPoint ip)
        {
            kestrel.Listen(ip, listen => Protect(listen, connections));
        }
        else
        {
            kestrel.ListenUnixSocket(endPoint.ToString()!, listen => Protect(listen, connections));
        }
    }

    private static ILogger LoggerOf(IServiceProvider services)
        => services.GetRequiredService<ILoggerFactory>().CreateLogger(HostLogging.Category);

    private static string Ourselves => UserAccount.NameOf(Libc.EffectiveUser());

    private void Protect(ListenOptions listen, OpenConnections connections)
    {
        var rejected = listen.ApplicationServices.GetRequiredService<RejectedConnectionLog>();
        var logger = LoggerOf(listen.ApplicationServices);
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(connections.Follow);
        listen.Use(next => connection =>
        {
            connection.Features.Set(CallerOf(connection));
            return next(connection);
        });
        var perPeer = new PerPeerCounter(ConnectionLimits.OfOnePeer(_settings));
        listen.Use(new PerPeerConnectionLimit(perPeer, rejected).Before);
        listen.Use(new ConnectionSniffer(_identity is not null, rejected).Before);
        if (_identity is null)
        {
            return;
        }

        listen.Use(next => connection => HandshakeAsync(connection, next, rejected));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = handshake => new ValueTask<SslServerAuthenticationOptions>(
                Options(handshake.Connection.Features.Get<Caller>()!, logger)),
        });
        listen.Use(next => async connection =>
        {
            await next(connection);
            if (connection.Features.Get<Caller>() is { HasCalled: false } caller)
            {
                rejected.Left(caller.Peer, caller.Origin);
            }
        });
    }

    // .NET has no certificate ready for a hello it cannot take apart, and takes that for a mistake of ours.
    private static async Task HandshakeAsync(
        ConnectionContext connection, ConnectionDelegate next, RejectedConnectionLog rejected)
    {
        try
        {
            await next(connection);
        }
        catch (NotSupportedException) when (connection.Features.Get<Caller>() is { HasCalled: false } caller)
        {
            rejected.Refused(caller.Peer, caller.Origin, "its TLS handshake is not valid", "");
        }
    }

    private SslServerAuthenticationOptions Options(Caller caller, ILogger logger)
    {
        var (certificate, authorities) = _identity!.Current(logger);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificateRequired = true,
            AllowTlsResume = false,
            CertificateChainPolicy = CertificateJudgement.Policy(authorities),
            // Nobody is turned away without a reason that he can read: judged before every call.
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
            {
                caller.Certificate = shown as X509Certificate2;
                caller.Flaw = authorities is not null && caller.Certificate is { } theirs && chain is not null
                    ? CertificateJudgement.FlawOf(theirs, chain, errors, _time.GetUtcNow())
                    : null;
                return true;
            },
        };
    }

    private static Caller CallerOf(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is IPEndPoint ip)
        {
            return Caller.At(ip);
        }

        var user = connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket
            ? SocketUser.Of(socket)
            : null;
        return new Caller(
            user is null ? "an unknown process at the socket" : $"process {user.Process} of user "
                + $"{user.User}", null, user);
    }
}

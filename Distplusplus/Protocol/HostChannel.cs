using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform.Network;
using Distplusplus.Protocol.Trust;
using Grpc.Net.Client;

namespace Distplusplus.Protocol;

/// <summary>
/// Makes the channel to one host: one HTTP/2 connection without a proxy, opened by the first call. A client makes one
/// per attempt, so nothing is done here that the call does not need. Whoever opens a channel disposes of it.
/// </summary>
internal static class HostChannel
{
    /// <summary>HTTP/2 windows: outputs come down without waiting for the round trip.</summary>
    private const int WindowBytes = 1 << 20;

    /// <summary>One message down, unpacked: the farm's largest description is far shorter.</summary>
    private const int LongestMessage = 4 << 20;

    /// <summary>
    /// The shortest time between keep-alive pings, and the shortest wait for their answer, that .NET accepts.
    /// </summary>
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);

    /// <param name="settings">Its connect timeout counts from the first packet (or name look-up) until the connection
    /// stands and is secure; while a call runs, a connection without any sign of life for its silence timeout is given
    /// up.</param>
    public static GrpcChannel Open(HostAddress host, ClientSettings settings)
        => Open(host, settings, HostTrust.Of(host, settings.Tls), seen: null);

    /// <param name="seen">Gets the certificate the host shows.</param>
    /// <inheritdoc cref="Open(HostAddress, ClientSettings)"/>
    public static GrpcChannel Open(
        HostAddress host,
        ClientSettings settings,
        HostTrust trust,
        Action<X509Certificate2>? seen)
    {
        var silenceTimeout = settings.SilenceTimeout;
        var secure = trust is HostTrust.PlainText ? null : new SecureConnection(host, trust, settings.Tls, seen);
        if (secure is not null)
        {
            SystemCertificates.LeaveOut();
        }

        var ping = silenceTimeout / 2 > ShortestPing ? silenceTimeout / 2 : ShortestPing;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = (_, stop) => ConnectAsync(host, settings.ConnectTimeout, secure, stop),
            // The callback keeps the connect timeout; this one only must not be shorter.
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            InitialHttp2StreamWindowSize = WindowBytes,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = ping,
            KeepAlivePingTimeout = ping,
        };
        return GrpcChannel.ForAddress(Address(host, secure is not null), new GrpcChannelOptions
        {
            // A client rather than its handler: gRPC builds its name resolver and load balancer around a handler.
            HttpClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            CompressionProviders = [],
            MaxReceiveMessageSize = LongestMessage,
        });
    }

    private static string Address(HostAddress host, bool secure)
        => $"{(secure ? "https" : "http")}://{Authority(host)}";

    private static string Authority(HostAddress host) => host.Kind switch
    {
        HostAddressKind.Network => host.Place,
        HostAddressKind.UnixSocket or HostAddressKind.Service => "localhost",
    };

    private static async ValueTask<Stream> ConnectAsync(
        HostAddress host, TimeSpan timeout, SecureConnection? secure, CancellationToken stop)
    {
        var socket = host.Kind switch
        {
            HostAddressKind.Network or HostAddressKind.Service
                => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
            HostAddressKind.UnixSocket
                => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
        };
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(stop);
        clock.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(HostPlace.Of(host), clock.Token).ConfigureAwait(false);
            var wire = new WatchedStream(host, socket);
            return secure is null
                ? wire
                : await secure.EstablishAsync(wire, () => wire.Opening, clock.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw HostPlace.TimedOut(host, timeout);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw HostPlace.Trouble(host, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using Distplusplus.Configuration;
using Distplusplus.Platform.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// The limits on open connections, per peer and in all. A job is one stream, usually on its own connection. Rates are
/// not limited, because contents may wait for a slow disk; jobs have deadlines. Applied once, on start.
/// </summary>
internal static class ConnectionLimits
{
    private const int MostConnections = 16_384;
    private const int StreamsPerConnection = 512;
    private const int HeaderBytes = 16 * 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Introduction = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);

    /// <summary>
    /// An answer waits behind what a slow link still carries; a client that is gone is noticed by
    /// <see cref="ListenSocket.Bind"/> long before.
    /// </summary>
    private static readonly TimeSpan Pong = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Of all peers together; each costs some kilobytes while it says nothing, and jobs need files as well.
    /// </summary>
    public static int Connections => (int)Math.Min(MostConnections, OpenFiles.Most() / 2);

    /// <summary>Connections of one peer, and calls on them: what one takes leaves most to the others.</summary>
    public static int OfOnePeer(ServerSettings settings) => settings.PeerConnections ?? Connections / 4;

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = Connections;
        limits.KeepAliveTimeout = Idle;
        limits.RequestHeadersTimeout = Introduction;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        limits.Http2.InitialConnectionWindowSize = 8 << 20;
        limits.Http2.InitialStreamWindowSize = 1 << 20;
        limits.Http2.KeepAlivePingDelay = Ping;
        limits.Http2.KeepAlivePingTimeout = Pong;
    }
}

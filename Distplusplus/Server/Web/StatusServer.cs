using System.Net;
using Distplusplus.Configuration.Choices;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Distplusplus.Server.Web;

/// <summary>
/// A small web server beside the host's own: the status page at /, the figures at /metrics, each only where it was
/// asked for. It reads, and takes no orders. Made by ServerHost.
/// </summary>
internal sealed class StatusServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private const int LookersAtOnce = 64;

    private readonly StatusPage? _page;
    private readonly HostMetrics? _metrics;
    private readonly KestrelServer _server;
    private readonly bool _thisMachineOnly;
    private readonly Func<IPEndPoint, bool> _mayLook;

    private StatusServer(
        HostAddress address,
        Func<IPEndPoint, bool> mayLook,
        StatusPage? page,
        HostMetrics? metrics,
        ILoggerFactory loggers)
    {
        _mayLook = mayLook;
        _page = page;
        _metrics = metrics;
        _thisMachineOnly = address.IsThisMachineOnly;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = LookersAtOnce;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(EndPoint(address), listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers),
            loggers);
    }

    /// <summary>"http://127.0.0.1:3634", the real port in it.</summary>
    public string Address
        => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    /// <param name="address">Null: it is not wanted.</param>
    /// <param name="mayLook">Judges who comes.</param>
    /// <exception cref="CannotListenException">The system does not let it.</exception>
    public static async Task<StatusServer?> StartAsync(
        HostAddress? address,
        Func<IPEndPoint, bool> mayLook,
        StatusPage? page,
        HostMetrics? metrics,
        ILoggerFactory loggers)
    {
        if (address is null)
        {
            return null;
        }

        var server = new StatusServer(address, mayLook, page, metrics, loggers);
        await CannotListenException.At($"{address}", stop => server._server.StartAsync(server, stop));
        return server;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing is held for a request.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var answer = context.Response;
        if (_thisMachineOnly && !IsThisMachine(context.Request.Host.Host))
        {
            // A name that somebody's name server made lead here: a page of theirs would read ours.
            answer.StatusCode = StatusCodes.Status421MisdirectedRequest;
        }
        else if (!_mayLook(new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort)))
        {
            answer.StatusCode = StatusCodes.Status403Forbidden;
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            answer.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
        else if (_page is not null && context.Request.Path == "/")
        {
            answer.Headers.ContentSecurityPolicy = StatusPage.Policy;
            await AnswerAsync(context, "text/html; charset=utf-8", _page.Render());
        }
        else if (_metrics is not null && context.Request.Path == "/metrics")
        {
            await AnswerAsync(context, MetricsText.ContentType, _metrics.Read());
        }
        else
        {
            answer.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(atOnce.Token);
        _server.Dispose();
    }

    private static async Task AnswerAsync(HttpContext context, string type, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static bool IsThisMachine(string name)
        => name is "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    private static IPEndPoint EndPoint(HostAddress address)
        => new(address.Name == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Name), address.Port);
}

using System.Net;
using Distplusplus.Configuration.Choices;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Metrics;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Web;

/// <summary>
/// Page and figures where they were asked for: at one address together, at two, or nowhere. Made by ServerHost.
/// </summary>
internal sealed class StatusServers : IAsyncDisposable
{
    private readonly Func<IPEndPoint, bool> _mayLook;
    private readonly List<StatusServer> _servers = [];

    private StatusServers(Func<IPEndPoint, bool> mayLook) => _mayLook = mayLook;

    /// <summary>"http://127.0.0.1:3634"; null: there is none.</summary>
    public string? PageAddress { get; private set; }

    /// <inheritdoc cref="PageAddress"/>
    public string? MetricsAddress { get; private set; }

    /// <param name="mayLook">Judges who comes.</param>
    /// <exception cref="CannotListenException">An address cannot be listened at.</exception>
    public static async Task<StatusServers> StartAsync(
        HostParts host, Func<IPEndPoint, bool> mayLook, ILoggerFactory loggers)
    {
        var servers = new StatusServers(mayLook);
        try
        {
            await servers.StartBothAsync(host, loggers);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task StartBothAsync(HostParts host, ILoggerFactory loggers)
    {
        var (page, figures) = (host.Settings.Status, host.Settings.Metrics);
        if (page is not null)
        {
            PageAddress = await StartAsync(page, new StatusPage(host), page == figures ? host.Metrics : null);
        }

        if (figures is not null)
        {
            MetricsAddress = page == figures ? PageAddress : await StartAsync(figures, null, host.Metrics);
        }

        async Task<string> StartAsync(HostAddress address, StatusPage? shown, HostMetrics? read)
        {
            var server = await StatusServer.StartAsync(address, _mayLook, shown, read, loggers);
            _servers.Add(server);
            return server.Address;
        }
    }
}

using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Platform.Sandboxing;
using Distplusplus.Server.Isolation;
using Distplusplus.Server.Jobs;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Distplusplus.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// The build host from its start to its end: made ready (<see cref="HostAssembly"/>), put behind its address
/// (<see cref="HostWeb"/>), and on request drained (<see cref="Drain"/>). Run by the serve command, once per process.
/// </summary>
internal static class ServerHost
{
    private static readonly TimeSpan Reconsider = TimeSpan.FromSeconds(1);

    /// <summary>Runs until <paramref name="stop"/> and the jobs are done.</summary>
    /// <param name="stopNow">Cancelled when even that is too long: the jobs are killed.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(HostStart start, CancellationToken stop, CancellationToken stopNow)
        // A key that is root's alone is read while this is root.
        => (ListenerSecurity.ReadKeys(start.Settings, out var identity) ?? HostUser.Become(start.Settings))
            is { } objection
                ? start.Fail(objection)
                : await ServeAsync(start with { Identity = identity }, stop, stopNow);

    /// <summary>The same, as the user this process is.</summary>
    internal static async Task<int> ServeAsync(HostStart start, CancellationToken stop, CancellationToken stopNow)
    {
        var (settings, time) = (start.Settings, start.Time);
        var listen = start.Inherited is { } inherited
            ? new ListenSocket(inherited.Socket.LocalEndPoint, null)
            : ListenSocket.Prepare(settings);
        if (listen.EndPoint is null)
        {
            return start.Fail(listen.Trouble!, listen.ExitCode);
        }

        if (JobIsolation.Choose(settings, out var why) is not { } isolation)
        {
            return start.Fail($"cannot start: {why}");
        }

        if (ListenerSecurity.Open(settings, start.File, start.Identity, time, out var shut) is not { } door)
        {
            return start.Fail(shut!);
        }

        OpenFiles.KeepFromPrograms();
        if (isolation.IsOn)
        {
            ConfinedSpawn.InheritOrphans();
        }

        try
        {
            var resources = ResourceLimits.Of(settings);
            using var run = RunDirectory.Create(HostDirectories.ForJobs(settings), time);
            using var store = HostDirectories.OpenStore(settings, run, start.Announce, time);
            using var groups = new JobGroups(run.Path);
            isolation.Hide(run.Path);
            using var watch = new JobMonitor(resources, time);
            using var drain = new Drain();
            var runner = new JobRunner(
                start.Limits, resources, resources.ForProcess(HostAssembly.SlotsOf(settings)), isolation, watch,
                groups, time);
            var connections = new OpenConnections(time);
            await using var app = HostWeb.Build(
                settings, start.Limits, listen.EndPoint, start.Inherited, door, connections,
                services => HostAssembly.Of(start, run, store, runner, isolation, services, drain));
            return await ListenAsync(start, app, door, connections, drain, stop, stopNow);
        }
        catch (CannotListenException trouble)
        {
            return start.Fail(trouble.Message, ExitCodes.CannotListen);
        }
        catch (Exception trouble) when (trouble is IOException or System.Net.Sockets.SocketException)
        {
            return start.Fail($"cannot start: {trouble.Message}", ExitCodes.CannotListen);
        }
        finally
        {
            if (start.Inherited is null && listen.EndPoint is System.Net.Sockets.UnixDomainSocketEndPoint)
            {
                _ = Libc.Unlink(settings.Listen.Name);
            }
        }
    }

    private static async Task<int> ListenAsync(
        HostStart start,
        WebApplication app,
        ListenerSecurity door,
        OpenConnections connections,
        Drain drain,
        CancellationToken stop,
        CancellationToken stopNow)
    {
        var (settings, time) = (start.Settings, start.Time);
        var host = app.Services.GetRequiredService<HostParts>();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        var authorization = app.Services.GetRequiredService<CallAuthorization>();
        app.Use(authorization.AdmitAsync);
        app.MapGrpcService<BuildHostService>();
        app.MapGrpcService<HealthService>();
        host.Catalog.Look();
        if (host.Catalog.Entries.Where(entry => entry.Path.Length > 0)
            .Select(entry => host.Isolation.Objection(entry.Path))
            .FirstOrDefault(exposing => exposing is not null) is { } exposed)
        {
            return start.Fail($"cannot start: {exposed}");
        }

        using (ListenSocket.BoundForOwner())
        {
            await CannotListenException.At($"{settings.Listen}", app.StartAsync);
        }

        if (start.Inherited is null)
        {
            ListenSocket.Open(settings);
        }

        var isOne = settings.Status == settings.Metrics;
        await using var page = await StatusServer.StartAsync(
            settings.Status, authorization.MayLook, new StatusPage(host), isOne ? host.Metrics : null, loggers);
        await using var metrics = isOne
            ? null
            : await StatusServer.StartAsync(settings.Metrics, authorization.MayLook, null, host.Metrics, loggers);
        var systemd = new SystemdNotice(NativeEnvironment.Get);
        Announce(start, app, door, page?.Address, isOne ? page?.Address : metrics?.Address, systemd);
        await using var reconsider = time.CreateTimer(_ => host.Slots.Reconsider(), null, Reconsider, Reconsider);
        await using var review = time.CreateTimer(_ => authorization.Review(), null, Reconsider, Reconsider);
        await using var alive = systemd.Watch(() => host.Slots.Reconsider(), time);
        await Task.Delay(
            Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        systemd.Stopping($"{host.Jobs.Count} jobs may finish");
        await drain.RunAsync(host, stopNow);
        await connections.DeliveredAsync(settings.DrainTimeout, stopNow);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static void Announce(
        HostStart start,
        WebApplication app,
        ListenerSecurity door,
        string? page,
        string? metrics,
        SystemdNotice systemd)
    {
        var say = HostLogging.ForStart(
            start.Settings, app.Services.GetRequiredService<ILoggerFactory>(), start.Announce);
        foreach (var line in StartReport.Lines(app.Services.GetRequiredService<HostParts>(), page, metrics))
        {
            say(line);
        }

        door.Announce(say);
        var listening = $"listening on {HostWeb.ListeningAt(app, start.Settings.Listen)}{door.Suffix}";
        say(listening);
        systemd.Ready(listening);
    }
}

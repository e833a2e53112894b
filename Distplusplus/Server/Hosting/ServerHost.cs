using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Platform.Sandboxing;
using Distplusplus.Server.Contents;
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
    /// <param name="inherited">What the service manager opened; null: the host opens its address itself.</param>
    /// <param name="stopNow">Cancelled when even that is too long: the jobs are killed.</param>
    /// <param name="file">Where the settings come from; null: from no file.</param>
    /// <param name="softwareVersion">"0.1.0".</param>
    /// <param name="announce">Gets start-up lines, "listening on …" last, and why it cannot start.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        ServerSettings settings,
        SettingsFile? file,
        InheritedSocket? inherited,
        string softwareVersion,
        Action<string> announce,
        CancellationToken stop,
        CancellationToken stopNow)
    {
        // A key that is root's alone is read while this is root.
        if ((ListenerSecurity.ReadKeys(settings, out var identity) ?? HostUser.Become(settings)) is { } objection)
        {
            return Task.FromResult(Fail(announce, objection, ExitCodes.BadConfiguration));
        }

        return RunAsync(
            settings, file, inherited, identity, new JobLimits(), softwareVersion, announce, TimeProvider.System, stop,
            stopNow);
    }

    /// <summary>The same, with the limits and the clock of the caller.</summary>
    /// <param name="identity">Read from the files of [tls]; null: they name none.</param>
    internal static async Task<int> RunAsync(
        ServerSettings settings,
        SettingsFile? file,
        InheritedSocket? inherited,
        HostIdentity? identity,
        JobLimits limits,
        string softwareVersion,
        Action<string> announce,
        TimeProvider time,
        CancellationToken stop,
        CancellationToken stopNow)
    {
        var listen = inherited is null
            ? ListenSocket.Prepare(settings)
            : new ListenSocket(inherited.Socket.LocalEndPoint, null);
        if (listen.EndPoint is null)
        {
            return Fail(announce, listen.Trouble!, listen.ExitCode);
        }

        if (JobIsolation.Choose(settings, out var why) is not { } isolation)
        {
            return Fail(announce, $"cannot start: {why}", ExitCodes.BadConfiguration);
        }

        if (ListenerSecurity.Open(settings, file, identity, time, out var shut) is not { } door)
        {
            return Fail(announce, shut!, ExitCodes.BadConfiguration);
        }

        OpenFiles.KeepFromPrograms();
        if (isolation.Layer != IsolationLayer.None)
        {
            ConfinedSpawn.InheritOrphans();
        }

        var resources = ResourceLimits.Of(settings);
        using var watch = new JobMonitor(resources, time);
        using var drain = new Drain();
        JobGroups? groups = null;
        RunDirectory? run = null;
        ContentStore? store = null;
        try
        {
            run = RunDirectory.Create(HostDirectories.ForJobs(settings), time);
            store = HostDirectories.OpenStore(settings, run, announce, time);
            groups = new JobGroups(run.Path);
            isolation.Hide(run.Path);
            var (ownRun, ownStore) = (run, store);
            var runner = new JobRunner(
                limits, resources, resources.ForProcess(HostAssembly.SlotsOf(settings)), isolation, watch, groups,
                time);
            var connections = new OpenConnections(time);
            HostParts Parts(IServiceProvider services) => HostAssembly.Of(
                settings, limits, $"distplusplus {softwareVersion}", ownRun, ownStore, runner, isolation, services,
                time, drain);
            await using var app = HostWeb.Build(settings, limits, listen.EndPoint, inherited, door, connections, Parts);
            var host = app.Services.GetRequiredService<HostParts>();
            var loggers = app.Services.GetRequiredService<ILoggerFactory>();
            var doorkeeper = app.Services.GetRequiredService<CallAuthorization>();
            app.Use(doorkeeper.AdmitAsync);
            app.MapGrpcService<BuildHostService>();
            app.MapGrpcService<HealthService>();
            host.Catalog.Look();
            if (host.Catalog.Entries.Where(entry => entry.Path.Length > 0)
                .Select(entry => isolation.Objection(entry.Path))
                .FirstOrDefault(exposing => exposing is not null) is { } exposed)
            {
                return Fail(announce, $"cannot start: {exposed}", ExitCodes.BadConfiguration);
            }

            using (ListenSocket.BoundForOwner())
            {
                await CannotListenException.At($"{settings.Listen}", app.StartAsync);
            }

            if (inherited is null)
            {
                ListenSocket.Open(settings);
            }

            await using var status = await StatusServers.StartAsync(host, doorkeeper.MayLook, loggers);
            var say = HostLogging.ForStart(settings, loggers, announce);
            foreach (var line in StartReport.Lines(host, status.PageAddress, status.MetricsAddress))
            {
                say(line);
            }

            door.Announce(say);
            var listening = $"listening on {HostWeb.ListeningAt(app, settings.Listen)}{door.Suffix}";
            say(listening);
            var systemd = new SystemdNotice(NativeEnvironment.Get);
            systemd.Ready(listening);
            await using var reconsider = time.CreateTimer(_ => host.Slots.Reconsider(), null, Reconsider, Reconsider);
            await using var review = time.CreateTimer(_ => doorkeeper.Review(), null, Reconsider, Reconsider);
            await using var alive = systemd.Watch(() => host.Slots.Reconsider(), time);
            await Task.Delay(
                Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            systemd.Stopping($"{host.Jobs.Count} jobs may finish");
            await drain.RunAsync(host, stopNow);
            await connections.DeliveredAsync(settings.DrainTimeout, stopNow);
            await app.StopAsync(CancellationToken.None);
            return 0;
        }
        catch (CannotListenException trouble)
        {
            return Fail(announce, trouble.Message, ExitCodes.CannotListen);
        }
        catch (Exception trouble) when (trouble is IOException or System.Net.Sockets.SocketException)
        {
            return Fail(announce, $"cannot start: {trouble.Message}", ExitCodes.CannotListen);
        }
        finally
        {
            groups?.Dispose();
            store?.Dispose();
            run?.Dispose();
            if (inherited is null && listen.EndPoint is System.Net.Sockets.UnixDomainSocketEndPoint)
            {
                _ = Libc.Unlink(settings.Listen.Name);
            }
        }
    }

    private static int Fail(Action<string> announce, string sentence, int exitCode)
    {
        announce($"distplusplus: {sentence}");
        return exitCode;
    }
}

using System.IO.Compression;
using System.Net;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Isolation;
using Distplusplus.Server.Jobs;
using Distplusplus.Server.Metrics;
using Distplusplus.Server.Slots;
using Distplusplus.Server.Trust;
using Distplusplus.Server.Web;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server;

/// <summary>
/// The build host: puts its parts together, listens, and on request drains and ends. The only place with a container.
/// Run by the serve command, once per process.
/// </summary>
internal static class ServerHost
{
    private static readonly TimeSpan CloseConnections = TimeSpan.FromSeconds(2);

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
        if ((HostDoor.ReadKeys(settings, out var identity) ?? HostUser.Become(settings)) is { } objection)
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

        if (HostDoor.Open(settings, file, identity, time, out var shut) is not { } door)
        {
            return Fail(announce, shut!, ExitCodes.BadConfiguration);
        }

        var resources = ResourceLimits.Of(settings);
        using var watch = new JobWatch(resources, time);
        using var draining = new CancellationTokenSource();
        using var killed = new CancellationTokenSource();
        RunDirectory? run = null;
        ContentStore? store = null;
        try
        {
            run = RunDirectory.Create(HostDirectories.ForJobs(settings), time);
            store = HostDirectories.OpenStore(settings, run, announce, time);
            var (ownRun, ownStore) = (run, store);
            var runner = new JobRunner(
                limits, resources, resources.ForProcess(Slots(settings)), isolation, watch, time);
            var connections = new OpenConnections(time);
            HostParts Parts(IServiceProvider services) => Assemble(
                settings, limits, $"distplusplus {softwareVersion}", ownRun, ownStore, runner, isolation, services,
                time, draining.Token, killed.Token);
            await using var app = Build(settings, limits, listen.EndPoint, inherited, door, connections, Parts);
            var host = app.Services.GetRequiredService<HostParts>();
            var loggers = app.Services.GetRequiredService<ILoggerFactory>();
            var doorkeeper = app.Services.GetRequiredService<Doorkeeper>();
            app.Use(doorkeeper.AdmitAsync);
            app.MapGrpcService<BuildHostService>();
            app.MapGrpcService<HealthService>();
            host.Catalog.Look();
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
            var listening = $"listening on {ListeningAt(app, settings.Listen)}{door.Suffix}";
            say(listening);
            var systemd = new SystemdNotice(NativeEnvironment.Get);
            systemd.Ready(listening);
            await using var reconsider = time.CreateTimer(_ => host.Slots.Reconsider(), null, Reconsider, Reconsider);
            await using var review = time.CreateTimer(_ => doorkeeper.Review(), null, Reconsider, Reconsider);
            await using var alive = systemd.Watch(() => host.Slots.Reconsider(), time);
            await Task.Delay(
                Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            systemd.Stopping($"{host.Jobs.Count} jobs may finish");
            await DrainAsync(host, draining, killed, stopNow);
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
            store?.Dispose();
            run?.Dispose();
            if (inherited is null && listen.EndPoint is System.Net.Sockets.UnixDomainSocketEndPoint)
            {
                _ = Libc.Unlink(settings.Listen.Name);
            }
        }
    }

    private static WebApplication Build(
        ServerSettings settings,
        JobLimits limits,
        EndPoint endPoint,
        InheritedSocket? inherited,
        HostDoor door,
        OpenConnections connections,
        Func<IServiceProvider, HostParts> assemble)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "distplusplus",
            // Not the working directory: the host may have become a user who may not enter it.
            ContentRootPath = "/",
        });
        HostLogging.Configure(builder.Logging, settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddSingleton(assemble);
        door.AddTo(builder.Services);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = CloseConnections);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = limits.MessageBytes;
            options.MaxSendMessageSize = null;
            options.CompressionProviders =
            [
                new BoundedCompression(new ZstdCompressionProvider(), limits.MessageBytes),
                new BoundedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), limits.MessageBytes),
            ];
        });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.Backlog = ListenSocket.Backlog;
            sockets.CreateBoundListenSocket
                = where => ListenSocket.Bind(where, inherited?.Socket, settings.SilenceTimeout);
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimits.Apply(kestrel.Limits);
            door.Listen(kestrel, endPoint, connections);
        });
        return builder.Build();
    }

    private static HostParts Assemble(
        ServerSettings settings,
        JobLimits limits,
        string software,
        RunDirectory run,
        ContentStore store,
        JobRunner runner,
        JobIsolation isolation,
        IServiceProvider services,
        TimeProvider time,
        CancellationToken draining,
        CancellationToken killed)
    {
        var slots = Slots(settings);
        var ourselves = FileIdentity.Of(Environment.ProcessPath ?? "") ?? default;
        var memory = new MemoryRoom(FreeMemory.Available);
        var pool = new SlotPool(slots, settings.QueueLimit ?? Math.Max(16 * slots, 256), memory, time);
        var metrics = new HostMetrics(software.Split(' ')[^1], pool, time);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(HostLogging.Category);
        var catalog = new CompilerCatalog(
            new CompilerDirectories(
                settings.CompilerDirectories,
                NativeEnvironment.Get("PATH") ?? "/usr/local/bin:/usr/bin:/bin", ourselves),
            CatalogFinding.Of,
            time);
        return new HostParts(
            settings,
            limits,
            software,
            new RequestGate(catalog, limits, settings.JobTimeout),
            catalog,
            pool,
            memory,
            new RunningJobs(),
            new JobJournal(logger, metrics, time),
            metrics,
            run,
            store,
            runner,
            isolation,
            logger,
            time,
            draining,
            killed);
    }

    private static int Fail(Action<string> announce, string sentence, int exitCode)
    {
        announce($"distplusplus: {sentence}");
        return exitCode;
    }

    private static int Slots(ServerSettings settings) => Math.Max(settings.Slots ?? CpuCount.Available(), 1);

    private static string ListeningAt(WebApplication app, HostAddress asked)
    {
        if (asked.Kind == HostAddressKind.UnixSocket)
        {
            return $"{asked}";
        }

        var address = app.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return address[(address.LastIndexOf('/') + 1)..];
    }

    private static async Task DrainAsync(
        HostParts host, CancellationTokenSource draining, CancellationTokenSource killed, CancellationToken stopNow)
    {
        host.Logger.Draining(host.Jobs.Count, host.Settings.DrainTimeout.TotalSeconds);
        host.Slots.Drain();
        await draining.CancelAsync();
        var empty = host.Jobs.EmptyAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        await Task.WhenAny(empty, Task.Delay(host.Settings.DrainTimeout, host.Time, done.Token));
        await done.CancelAsync();
        if (!empty.IsCompleted)
        {
            host.Logger.DrainTimeout(host.Jobs.Count);
            await killed.CancelAsync();
            await Task.WhenAny(empty, Task.Delay(CloseConnections, host.Time));
        }
    }
}

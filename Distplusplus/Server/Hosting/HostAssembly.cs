using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Isolation;
using Distplusplus.Server.Jobs;
using Distplusplus.Server.Metrics;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Slots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Hosting;

/// <summary>Makes the parts of a host and puts them together. Called by ServerHost, once.</summary>
internal static class HostAssembly
{
    public static HostParts Of(
        HostStart start,
        RunDirectory run,
        ContentStore store,
        JobRunner runner,
        JobIsolation isolation,
        IServiceProvider services,
        Drain drain)
    {
        var (settings, limits, time) = (start.Settings, start.Limits, start.Time);
        var slots = SlotsOf(settings);
        var ourselves = FileIdentity.Of(Environment.ProcessPath ?? "") ?? default;
        var memory = new MemoryRoom(FreeMemory.Available);
        var pool = new SlotPool(slots, settings.QueueLimit ?? Math.Max(16 * slots, 256), memory, time);
        var metrics = new HostMetrics(pool, time);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(HostLogging.Category);
        var catalog = new CompilerCatalog(
            new CompilerDirectories(
                settings.CompilerDirectories,
                ExecutableFinder.SearchPath, ourselves),
            settings.CompilerDirectories.IsEmpty ? CatalogFinding.OfDriver : CatalogFinding.Of,
            time)
        {
            Objection = isolation.Objection,
        };
        return new HostParts(
            settings,
            limits,
            SoftwareVersion.Name,
            new RequestGate(
                catalog, limits, settings.JobTimeout,
                (compiler, inputs, directories) => isolation.ObstacleAtRoot(compiler, inputs, directories)),
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
            drain.Begun,
            drain.Over);
    }

    /// <summary>
    /// Jobs at once: as many as are set, else the CPUs that affinity and control group leave to this process.
    /// </summary>
    public static int SlotsOf(ServerSettings settings) => Math.Max(settings.Slots ?? Environment.ProcessorCount, 1);
}

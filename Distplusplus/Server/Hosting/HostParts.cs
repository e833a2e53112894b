using Distplusplus.Configuration;
using Distplusplus.Protocol;
using Distplusplus.Server.Compilers;
using Distplusplus.Server.Contents;
using Distplusplus.Server.Gate;
using Distplusplus.Server.Isolation;
using Distplusplus.Server.Jobs;
using Distplusplus.Server.Metrics;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Slots;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Hosting;

/// <summary>The parts of a build host. Assembled by HostAssembly; lives as long as the host.</summary>
/// <param name="Software">"distplusplus 0.1.0".</param>
/// <param name="Killed">Cancelled when the time to drain is over.</param>
internal sealed record HostParts(
    ServerSettings Settings,
    JobLimits Limits,
    string Software,
    RequestGate Gate,
    CompilerCatalog Catalog,
    SlotPool Slots,
    MemoryRoom Memory,
    RunningJobs Jobs,
    JobJournal Journal,
    HostMetrics Metrics,
    RunDirectory Run,
    ContentStore Store,
    JobRunner Runner,
    JobIsolation Isolation,
    ILogger Logger,
    TimeProvider Time,
    CancellationToken Draining,
    CancellationToken Killed)
{
    public static ProtocolVersion Version => new() { Major = RequestGate.Major, Minor = RequestGate.Minor };

    public long Began { get; } = Time.GetTimestamp();

    public HostLoad Load() => new()
    {
        Slots = (uint)Slots.Slots,
        Running = (uint)Slots.Running,
        Queued = (uint)Slots.Queued,
        LoadAverage = Platform.Limits.LoadAverage.LastMinute(),
        Draining = Draining.IsCancellationRequested,
    };
}

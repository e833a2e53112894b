using System.Diagnostics.Metrics;
using Distplusplus.Platform.Limits;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Slots;

namespace Distplusplus.Server.Metrics;

/// <summary>
/// The figures of one host, as instruments of System.Diagnostics.Metrics named the way Prometheus has it. Made once by
/// ServerHost; costs next to nothing while nobody listens.
/// </summary>
internal sealed class HostMetrics : IDisposable
{
    private static readonly double[] SecondsBounds =
        [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private static readonly string[] Results = ["ok", "failed", "killed"];

    private readonly Counter<long> _jobs;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _left;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;
    private readonly Counter<double> _processor;
    private readonly Histogram<double> _compile;
    private readonly Histogram<double> _queued;

    /// <param name="version">"0.1.0".</param>
    public HostMetrics(string version, SlotPool slots, TimeProvider time)
    {
        Meter = new Meter("distplusplus", version);
        _jobs = Meter.CreateCounter<long>(
            "distplusplus_jobs_total", description: "Jobs answered, by what the compiler gave: ok, failed or killed.");
        _refusals = Meter.CreateCounter<long>("distplusplus_refusals_total", description: "Jobs refused, by reason.");
        _left = Meter.CreateCounter<long>(
            "distplusplus_clients_left_total", description: "Jobs whose client went away before the end.");
        _received = Meter.CreateCounter<long>(
            "distplusplus_received_bytes_total", description: "Contents received, as they came over the wire.");
        _sent = Meter.CreateCounter<long>(
            "distplusplus_sent_bytes_total", description: "Outputs sent, as they went over the wire.");
        _processor = Meter.CreateCounter<double>(
            "distplusplus_compiler_cpu_seconds_total", description: "Processor time of the compilers.");
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBounds };
        _compile = Meter.CreateHistogram(
            "distplusplus_compile_seconds", null, "How long compilers ran, by way of sending.", null, seconds);
        _queued = Meter.CreateHistogram(
            "distplusplus_queue_seconds", null, "How long jobs waited for a slot.", null, seconds);
        Meter.CreateObservableGauge(
            "distplusplus_slots", () => slots.Slots, description: "Jobs this host runs at once.");
        Meter.CreateObservableGauge(
            "distplusplus_slots_running", () => slots.Running, description: "Slots taken.");
        Meter.CreateObservableGauge(
            "distplusplus_queue_length", () => slots.Queued, description: "Jobs that wait for a slot.");
        Meter.CreateObservableGauge(
            "distplusplus_queue_limit", () => slots.QueueLimit, description: "Jobs that may wait for a slot.");
        Meter.CreateObservableGauge(
            "distplusplus_load_average", LoadAverage.LastMinute,
            description: "Load of the machine, last minute.");
        Meter.CreateObservableGauge(
            "distplusplus_build_info", () => new Measurement<int>(1, KeyValuePair.Create("version", (object?)version)),
            description: "Always 1; the version is the label.");
        var began = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        Meter.CreateObservableGauge(
            "process_start_time_seconds", () => began, description: "Start of the process, seconds since 1970.");
        Meter.CreateObservableGauge(
            "process_resident_memory_bytes", () => Environment.WorkingSet, description: "Memory of the host itself.");
    }

    public Meter Meter { get; }

    /// <summary>
    /// Called once there is a listener: a figure that is not there yet cannot be told from one that is gone.
    /// </summary>
    public void BeginAtZero()
    {
        foreach (var result in Results)
        {
            _jobs.Add(0, Label("result", result));
        }

        foreach (var reason in Enum.GetValues<RefusalReason>().Where(reason => reason != RefusalReason.Unspecified))
        {
            _refusals.Add(0, Label("reason", $"{reason}"));
        }

        _left.Add(0);
        _received.Add(0);
        _sent.Add(0);
        _processor.Add(0);
    }

    public void Ended(JobRecord job)
    {
        _jobs.Add(1, Label("result", job.ExitCode switch
        {
            0 => Results[0],
            > JobRecord.SignalBase => Results[2],
            _ => Results[1],
        }));
        _received.Add(job.Received);
        _sent.Add(job.Sent);
        _processor.Add(job.Processor.TotalSeconds);
        _compile.Record(job.Wall.TotalSeconds, Label("mode", job.How));
        _queued.Record(job.Queued.TotalSeconds);
    }

    public void Refused(RefusalReason reason) => _refusals.Add(1, Label("reason", $"{reason}"));

    public void Left() => _left.Add(1);

    public void Dispose() => Meter.Dispose();

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}

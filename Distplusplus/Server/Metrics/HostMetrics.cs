using Distplusplus.Platform;
using Distplusplus.Platform.Limits;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Slots;

namespace Distplusplus.Server.Metrics;

/// <summary>The figures of one host, for Prometheus. Made once by HostAssembly; added up from the start on.</summary>
internal sealed class HostMetrics(SlotPool slots, TimeProvider time)
{
    private static readonly double[] SecondsBounds =
        [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly Histogram _compile = new(SecondsBounds);
    private readonly Histogram _queued = new(SecondsBounds);
    private long _left;
    private long _received;
    private long _sent;
    private TimeSpan _processor;

    // All at zero: a figure that is not there yet cannot be told from one that is gone.
    private readonly SortedDictionary<string, long> _jobs = new(StringComparer.Ordinal)
    {
        ["ok"] = 0, ["failed"] = 0, ["killed"] = 0,
    };

    private readonly SortedDictionary<string, long> _refusals = new(
        Enum.GetValues<RefusalReason>().Where(reason => reason != RefusalReason.Unspecified)
            .ToDictionary(reason => $"{reason}", _ => 0L),
        StringComparer.Ordinal);

    public void Ended(JobRecord job)
    {
        lock (_lock)
        {
            _jobs[job.ExitCode == 0 ? "ok" : job.ExitCode > JobRecord.SignalBase ? "killed" : "failed"]++;
            _received += job.Received;
            _sent += job.Sent;
            _processor += job.Processor;
            _compile.Record(job.Wall.TotalSeconds);
            _queued.Record(job.Queued.TotalSeconds);
        }
    }

    public void Refused(RefusalReason reason)
    {
        lock (_lock)
        {
            _refusals[$"{reason}"]++;
        }
    }

    public void Left() => Interlocked.Increment(ref _left);

    /// <summary>Everything as it is now.</summary>
    public string Read()
    {
        var text = new MetricsText();
        lock (_lock)
        {
            text.Counter(
                "distplusplus_jobs_total", "Jobs answered, by what the compiler gave: ok, failed or killed.", "result",
                _jobs);
            text.Counter("distplusplus_refusals_total", "Jobs refused, by reason.", "reason", _refusals);
            text.Counter(
                "distplusplus_clients_left_total", "Jobs whose client went away before the end.",
                Interlocked.Read(ref _left));
            text.Counter(
                "distplusplus_received_bytes_total", "Contents received, as they came over the wire.", _received);
            text.Counter("distplusplus_sent_bytes_total", "Outputs sent, as they went over the wire.", _sent);
            text.Counter(
                "distplusplus_compiler_cpu_seconds_total", "Processor time of the compilers.",
                _processor.TotalSeconds);
            text.Histogram("distplusplus_compile_seconds", "How long compilers ran.", _compile, "mode=\"direct\"");
            text.Histogram("distplusplus_queue_seconds", "How long jobs waited for a slot.", _queued);
        }

        text.Gauge("distplusplus_slots", "Jobs this host runs at once.", slots.Slots);
        text.Gauge("distplusplus_slots_running", "Slots taken.", slots.Running);
        text.Gauge("distplusplus_queue_length", "Jobs that wait for a slot.", slots.Queued);
        text.Gauge("distplusplus_queue_limit", "Jobs that may wait for a slot.", slots.QueueLimit);
        text.Gauge("distplusplus_load_average", "Load of the machine, last minute.", LoadAverage.LastMinute());
        text.Gauge(
            "distplusplus_build_info", "Always 1; the version is the label.", 1,
            $"version=\"{SoftwareVersion.Number}\"");
        text.Gauge(
            "process_start_time_seconds", "Start of the process, seconds since 1970.",
            (_began - DateTimeOffset.UnixEpoch).TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Memory of the host itself.", Environment.WorkingSet);
        return text.ToString();
    }
}

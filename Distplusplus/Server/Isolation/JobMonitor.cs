using System.Globalization;
using System.Text;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Looks now and then at what the longer jobs have become: the kernel limits single processes, not all of a job
/// together. Made once by ServerHost. Jobs that end within one interval cost nothing.
/// </summary>
internal sealed class JobMonitor : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly long s_pageBytes = Environment.SystemPageSize;

    private readonly ResourceLimits _limits;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Watched> _jobs = [];

    public JobMonitor(ResourceLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <param name="child">Leads a group of its own.</param>
    public Watched Enter(ChildProcess child)
    {
        var job = new Watched(this, child, _time.GetTimestamp());
        lock (_lock)
        {
            _jobs[child.Id] = job;
        }

        return job;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        Dictionary<int, Watched> older;
        lock (_lock)
        {
            older = _jobs.Where(job => _time.GetElapsedTime(job.Value.Began) >= Interval).ToDictionary();
        }

        if (older.Count == 0)
        {
            return;
        }

        var used = new Dictionary<int, (int Processes, long Pages)>();
        foreach (var process in FileTree.Names("/proc").Where(name => char.IsAsciiDigit(name[0])))
        {
            if (Read(process) is var (group, pages) && older.ContainsKey(group))
            {
                var (processes, sum) = used.GetValueOrDefault(group);
                used[group] = (processes + 1, sum + pages);
            }
        }

        foreach (var (group, (processes, pages)) in used)
        {
            var over = processes > _limits.Processes ? _limits.TooManyProcesses()
                : pages * s_pageBytes > _limits.Memory ? _limits.OutOfMemory()
                : null;
            if (over is not null)
            {
                older[group].Stop(over);
            }
        }
    }

    // "id (name) state parent group …", resident pages the 22nd after the name; the name may hold anything.
    private static (int Group, long Pages)? Read(string process)
    {
        byte[] stat;
        try
        {
            stat = NativeFile.ReadAll($"/proc/{process}/stat");
        }
        catch (NativeFileException)
        {
            return null;
        }

        var text = Encoding.Latin1.GetString(stat);
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 21
            && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var group)
            && long.TryParse(fields[21], CultureInfo.InvariantCulture, out var pages)
                ? (group, pages)
                : null;
    }

    /// <summary>One job under watch, from its start to its end.</summary>
    public sealed class Watched(JobMonitor watch, ChildProcess child, long began) : IDisposable
    {
        public long Began => began;

        /// <summary>Why it was stopped; null: it was not.</summary>
        public Refusal? Over { get; private set; }

        public void Stop(Refusal over)
        {
            Over ??= over;
            child.KillTree();
        }

        public void Dispose()
        {
            lock (watch._lock)
            {
                watch._jobs.Remove(child.Id);
            }
        }
    }
}

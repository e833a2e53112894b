using System.Collections.Immutable;
using Distplusplus.Client.Records;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Diagnostics.Summary;

/// <summary>The summary of the records of a build: compiles by host, local compiles by reason, time saved.</summary>
/// <param name="From">Start of the first compile.</param>
/// <param name="To">End of the last, or its start where it ran here.</param>
internal sealed record BuildSummary(DateTimeOffset From, DateTimeOffset To)
{
    private const string Linking = "linking";

    /// <summary>Compiles at hosts, most first.</summary>
    public ImmutableArray<HostShare> Hosts { get; private init; } = [];

    /// <summary>Compiles here, by reason, most first; without links.</summary>
    public ImmutableArray<ReasonShare> Here { get; private init; } = [];

    /// <summary>Not compiled at all, because DISTPLUSPLUS_FALLBACK=0.</summary>
    public ImmutableArray<ReasonShare> NotCompiled { get; private init; } = [];

    /// <summary>Programs linked here, which no host can do.</summary>
    public int Links { get; private init; }

    /// <summary>Compiles that a host did after another one had failed.</summary>
    public int SecondChoices { get; private init; }

    public int AtHosts => Hosts.Sum(share => share.Compiles);

    public int AtHome => Here.Sum(share => share.Compiles);

    public int NotDone => NotCompiled.Sum(share => share.Compiles);

    /// <summary>Processor time of compilers on other machines; hosts on this machine save nothing.</summary>
    public TimeSpan TakenOff => TimeSpan.FromTicks(
        Hosts.Where(share => share.Elsewhere).Sum(share => share.Processor.Ticks));

    /// <summary>The additional time that this machine alone would have needed, with all its processors busy.</summary>
    public TimeSpan Saved(int processors) => TakenOff / processors;

    /// <summary>
    /// The records since the last pause: from the last record backwards, up to a longer gap. A gap within one build
    /// does not count: a local compile writes its record on start, and may take long.
    /// </summary>
    public static IReadOnlyList<CompileRecord> SincePause(IEnumerable<CompileRecord> records, TimeSpan pause)
    {
        var build = new List<CompileRecord>();
        var askers = new HashSet<int>();
        var start = DateTimeOffset.MaxValue;
        foreach (var record in records.OrderByDescending(record => record.At))
        {
            if (build.Count > 0 && start - record.At > pause && !askers.Contains(record.BuildSession))
            {
                break;
            }

            build.Add(record);
            if (record.BuildSession != 0)
            {
                _ = askers.Add(record.BuildSession);
            }

            start = StartOf(record) < start ? StartOf(record) : start;
        }

        return build;
    }

    /// <returns>Null: there are no records.</returns>
    public static BuildSummary? Of(IReadOnlyCollection<CompileRecord> records)
    {
        if (records.Count == 0)
        {
            return null;
        }

        var local = records.Where(record => record.Kind == CompileRecordKind.Local).ToList();
        return new BuildSummary(records.Min(StartOf), records.Max(record => record.At))
        {
            Hosts =
            [
                .. records.Where(record => record.Kind == CompileRecordKind.Host)
                    .GroupBy(record => record.Where)
                    .Select(host => new HostShare(
                        host.Key,
                        host.Count(),
                        TimeSpan.FromTicks(host.Sum(record => record.Processor.Ticks)),
                        IsElsewhere(host.Key)))
                    .OrderByDescending(share => share.Compiles).ThenBy(share => share.Host, StringComparer.Ordinal),
            ],
            Here = Reasons(local.Where(record => record.Where != Linking)),
            NotCompiled = Reasons(records.Where(record => record.Kind == CompileRecordKind.NotCompiled)),
            Links = local.Count(record => record.Where == Linking),
            SecondChoices = records.Count(
                record => record.Kind == CompileRecordKind.Host && record.Failures > 0),
        };
    }

    private static ImmutableArray<ReasonShare> Reasons(IEnumerable<CompileRecord> records) =>
    [
        .. records.GroupBy(record => record.Where)
            .Select(reason => new ReasonShare(
                reason.Key, reason.Count(), reason.MaxBy(record => record.At)!.Note))
            .OrderByDescending(share => share.Compiles).ThenBy(share => share.Reason, StringComparer.Ordinal),
    ];

    private static DateTimeOffset StartOf(CompileRecord record) => record.At - record.Took;

    private static bool IsElsewhere(string host)
        => HostAddress.TryParse(host, out var address, out _) && !address.IsThisMachineOnly;
}

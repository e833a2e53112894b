using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>The screen of <c>hosts --watch</c>. Pure: state and size in, lines out.</summary>
internal static class WatchScreen
{
    private const int Gap = 2;

    /// <param name="sinceHeard">How long ago a host's state was heard: jobs have gone on meanwhile.</param>
    /// <param name="timeOfDay">As it is shown.</param>
    public static IReadOnlyList<string> Lines(
        IReadOnlyList<WatchedHost> hosts,
        Func<WatchedHost, TimeSpan> sinceHeard,
        string timeOfDay,
        int columns,
        int rows)
    {
        var all = new List<string> { Title(hosts, timeOfDay, columns) };
        foreach (var host in hosts)
        {
            all.Add("");
            all.Add(HostLine(host));
            all.AddRange(JobLines(host, sinceHeard(host)));
        }

        var shown = all.Count <= rows ? all : [.. all.Take(rows - 1), $"… {all.Count - rows + 1} more lines"];
        return [.. shown.Select(line => line.Length <= columns ? line : line[..columns])];
    }

    private static string Title(IReadOnlyList<WatchedHost> hosts, string timeOfDay, int columns)
    {
        var loads = hosts.Select(host => host.State?.Load).OfType<HostLoad>().ToList();
        var title = string.Create(
            CultureInfo.InvariantCulture,
            $"{(hosts.Count == 1 ? "1 host" : $"{hosts.Count} hosts")}, {loads.Sum(load => load.Running)} of "
            + $"{loads.Sum(load => load.Slots)} slots busy, {loads.Sum(load => load.Queued)} jobs queued");
        var end = $"{timeOfDay}  q: quit";
        return title.Length + Gap + end.Length > columns ? title : title + end.PadLeft(columns - title.Length);
    }

    private static string HostLine(WatchedHost host) => host switch
    {
        { Failure: { } failure } => $"{host.Host}  down: {failure.Sentence[$"{host.Host}: ".Length..]}",
        { State.Load: { } load, Description: { } description } => string.Create(
            CultureInfo.InvariantCulture,
            $"{host.Host}  {HostHealth.Name(load)}, slots {load.Running}/{load.Slots}, queue {load.Queued}, "
            + $"load {load.LoadAverage:0.00}, {HostTable.Compilers(description)}"),
        _ => $"{host.Host}  no answer yet",
    };

    private static IEnumerable<string> JobLines(WatchedHost host, TimeSpan sinceHeard)
    {
        string[][] jobs =
        [
            .. (host.State?.Jobs ?? []).OrderByDescending(job => job.ElapsedMs).Select(job => (string[])
            [
                SpanText.Precisely(PeerTime.FromMilliseconds(job.ElapsedMs) + sinceHeard),
                PhaseName(job.Phase),
                NativeText.ForPeople(NativeText.Decode(job.Source.Span)),
                $"for {NativeText.ForPeople(job.Client?.User ?? "")}@"
                    + NativeText.ForPeople(job.Client?.Machine ?? ""),
                NativeText.ForPeople(job.Compiler),
            ]),
        ];
        var widths = Enumerable.Range(0, jobs.Length == 0 ? 0 : jobs[0].Length)
            .Select(i => jobs.Max(job => job[i].Length)).ToArray();
        return jobs.Select(job => "  "
            + string.Join("  ", job.Select((cell, i) => i == 0 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))
                .TrimEnd());
    }

    private static string PhaseName(Phase phase) => phase switch
    {
        Phase.Unspecified => "begins",
        Phase.Queued => "waits",
        Phase.Receiving => "receives",
        Phase.Compiling => "compiles",
        Phase.Returning => "returns",
    };
}

using System.Globalization;
using Distplusplus.Platform;

namespace Distplusplus.Diagnostics.Summary;

/// <summary>The text form of a <see cref="BuildSummary"/>.</summary>
internal static class SummaryText
{
    /// <param name="processors">Of this machine.</param>
    /// <param name="zone">In which times of day are told.</param>
    public static IEnumerable<string> Lines(BuildSummary summary, int processors, TimeZoneInfo zone)
    {
        yield return $"{Clock(summary.From, zone)} to {Clock(summary.To, zone)} "
            + $"({SpanText.Of(summary.To - summary.From)}): "
            + $"{Count(summary.AtHosts + summary.AtHome + summary.NotDone, "compile")}, "
            + $"{summary.AtHosts} on hosts, {summary.AtHome} local"
            + (summary.NotDone > 0 ? $", {summary.NotDone} not compiled" : "")
            + $"; {Count(summary.Links, "link")} local";
        var width = summary.Hosts.Select(share => share.Host.Length)
            .Concat(summary.Here.Concat(summary.NotCompiled).Select(share => share.Reason.Length))
            .DefaultIfEmpty().Max();
        foreach (var share in summary.Hosts)
        {
            yield return $"  {share.Host.PadRight(width)}  {share.Compiles,6}  "
                + $"compilers used {SpanText.Precisely(share.Processor)} of processor time";
        }

        foreach (var share in summary.Here)
        {
            yield return $"  {share.Reason.PadRight(width)}  {share.Compiles,6}  local; the last: {share.Last}";
        }

        foreach (var share in summary.NotCompiled)
        {
            yield return $"  {share.Reason.PadRight(width)}  {share.Compiles,6}  not compiled; the last: {share.Last}";
        }

        if (summary.SecondChoices > 0)
        {
            yield return $"retried on another host: {Count(summary.SecondChoices, "compile")}; "
                + "`distplusplus hosts` shows the failures";
        }

        if (summary.AtHosts > 0)
        {
            yield return summary.TakenOff > TimeSpan.Zero
                ? $"saved: about {SpanText.Precisely(summary.Saved(processors))}, as much as "
                    + $"{SpanText.Precisely(summary.TakenOff)} of processor time would take on the "
                    + $"{Count(processors, "processor")} here"
                : "saved: nothing, all hosts are on this machine (or behind a tunnel, which does not count)";
        }
    }

    private static string Clock(DateTimeOffset time, TimeZoneInfo zone)
        => TimeZoneInfo.ConvertTime(time, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}

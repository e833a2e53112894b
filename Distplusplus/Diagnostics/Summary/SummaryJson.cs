using System.Globalization;

namespace Distplusplus.Diagnostics.Summary;

/// <summary>A <see cref="BuildSummary"/> as JSON.</summary>
internal sealed record SummaryJson(string From, string To, int AtHosts, int Here, int Links, int NotCompiled)
{
    public int SecondChoices { get; init; }

    public double SavedSeconds { get; init; }

    public required HostShare[] Hosts { get; init; }

    public required ReasonShare[] Reasons { get; init; }

    public static SummaryJson Of(BuildSummary summary, int processors) => new(
        Time(summary.From),
        Time(summary.To),
        summary.AtHosts,
        summary.AtHome,
        summary.Links,
        summary.NotDone)
    {
        SecondChoices = summary.SecondChoices,
        SavedSeconds = Math.Round(summary.Saved(processors).TotalSeconds, 3),
        Hosts = [.. summary.Hosts],
        Reasons = [.. summary.Here.Concat(summary.NotCompiled)],
    };

    private static string Time(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Distplusplus.Platform;

/// <summary>Lengths of time for people, two units at the most: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min".</summary>
internal static class SpanText
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>Whole seconds, minutes, hours.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        _ when span < s_minute => Invariant($"{(int)span.TotalSeconds} s"),
        _ when span < s_hour => Two(span.Minutes, "min", span.Seconds, "s"),
        _ => Two((int)span.TotalHours, "h", span.Minutes, "min"),
    };

    /// <summary>As <see cref="Of"/>, with tenths of a second below ten seconds.</summary>
    public static string Precisely(TimeSpan span)
        => span < TimeSpan.FromSeconds(10) ? Invariant($"{span.TotalSeconds:0.0} s") : Of(span);

    /// <summary>As <see cref="Precisely"/>, with milliseconds below one second.</summary>
    public static string InMilliseconds(TimeSpan span)
        => span < TimeSpan.FromSeconds(1) ? Invariant($"{span.TotalMilliseconds:0} ms") : Precisely(span);

    private static string Two(int large, string largeUnit, int small, string smallUnit)
        => small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

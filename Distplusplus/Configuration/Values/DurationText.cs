using System.Globalization;

namespace Distplusplus.Configuration.Values;

/// <summary>Durations as people write them: "500ms", "2s", "10m", "1h"; a plain number means seconds.</summary>
internal static class DurationText
{
    /// <summary>The right form, for messages.</summary>
    public const string Form = "a duration such as 500ms, 2s, 10m or 1h";

    /// <summary>Longer than any sensible wait, and short enough for every timer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <returns>False for anything else, and for zero, which no wait can keep.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExcept("0123456789.") is >= 0 and var end ? end : trimmed.Length;
        var unit = Milliseconds(trimmed[digits..].TrimStart());
        duration = default;
        if (unit == 0
            || !double.TryParse(
                trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count * unit > Longest.TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(count * unit);
        return duration > TimeSpan.Zero;
    }

    /// <summary>As it would be written: "2s", "500ms", "90s", "10m", "1h".</summary>
    public static string Format(TimeSpan duration) => duration switch
    {
        _ when duration < TimeSpan.FromSeconds(1) || duration.Milliseconds != 0
            => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###}ms"),
        _ when duration.Seconds != 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}s"),
        _ when duration.Minutes != 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0}h"),
    };

    private static double Milliseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1,
        "" or "s" or "sec" => 1000,
        "m" or "min" => 60_000,
        "h" => 3_600_000,
        _ => 0,
    };
}

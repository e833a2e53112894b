using System.Globalization;

namespace Distplusplus.Server.Web;

/// <summary>Bytes and times as people like to read them.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>"638 B", "3.1 kB", "46 MB".</summary>
    public static string Bytes(long bytes)
    {
        double amount = bytes;
        var unit = 0;
        for (; amount >= 999.5 && unit < Units.Length - 1; unit++)
        {
            amount /= 1000;
        }

        return Number(amount, unit > 0) + " " + Units[unit];
    }

    /// <summary>"29 ms", "1.6 s", "12 min", "3 h 12 min", "5 days".</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 999.5 } => $"{Number(time.TotalMilliseconds, false)} ms",
        { TotalSeconds: < 99.5 } => $"{Number(time.TotalSeconds, true)} s",
        { TotalMinutes: < 60 } => $"{Number(Math.Floor(time.TotalMinutes), false)} min",
        { TotalHours: < 48 } => $"{Number(Math.Floor(time.TotalHours), false)} h {time.Minutes} min",
        _ => $"{Number(Math.Floor(time.TotalDays), false)} days",
    };

    /// <summary>Whole seconds: milliseconds would only flicker.</summary>
    public static string Ago(TimeSpan time)
        => time.TotalSeconds < 99.5
            ? $"{Number(Math.Max(Math.Floor(time.TotalSeconds), 1), false)} s"
            : Time(time);

    private static string Number(double number, bool fraction)
        => number.ToString(fraction && number < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Limits;

/// <summary>/proc/loadavg, which reads "0.20 0.18 0.12 1/80 11206".</summary>
internal static class LoadAverage
{
    /// <summary>Of the last minute; 0 where the system does not tell.</summary>
    public static double LastMinute()
        => double.TryParse(Word(0), CultureInfo.InvariantCulture, out var load) ? load : 0;

    /// <summary>Tasks that want to run at this moment; a great many where the system does not tell.</summary>
    public static int RunnableTasks()
        => int.TryParse(Word(3).Split('/')[0], CultureInfo.InvariantCulture, out var tasks) ? tasks : int.MaxValue;

    private static string Word(int index)
        => TextLines.Of("/proc/loadavg") is [var line, ..] && line.Split(' ') is var words
            && index < words.Length
                ? words[index]
                : "";
}

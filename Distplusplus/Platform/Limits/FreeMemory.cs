using System.Globalization;
using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Limits;

/// <summary>
/// The memory this process and its children may still take: the machine's, cut down by the limits of control groups.
/// </summary>
internal static class FreeMemory
{
    /// <summary>In bytes; <see cref="long.MaxValue"/> if unknown.</summary>
    public static long Available() => Available("/");

    /// <summary>The total memory of the machine or of its control group, in bytes.</summary>
    public static long Installed() => Installed("/");

    /// <inheritdoc cref="Installed()"/>
    internal static long Installed(string root)
    {
        var installed = MemoryInfo(root, "MemTotal:");
        foreach (var (directory, unified) in ControlGroups.Of(root, "memory"))
        {
            installed = Math.Min(
                installed, First($"{directory}{(unified ? "memory.max" : "memory.limit_in_bytes")}") ?? installed);
        }

        return installed;
    }

    /// <summary>As <see cref="Available()"/>, read below another root.</summary>
    internal static long Available(string root)
    {
        var free = MemoryInfo(root, "MemAvailable:");
        foreach (var (directory, unified) in ControlGroups.Of(root, "memory"))
        {
            var limit = First($"{directory}{(unified ? "memory.max" : "memory.limit_in_bytes")}");
            var used = First($"{directory}{(unified ? "memory.current" : "memory.usage_in_bytes")}");
            if (limit is { } most && used is { } now)
            {
                // Files read long ago are given back before anybody is killed.
                var cached = Cached($"{directory}memory.stat", unified ? "inactive_file " : "total_inactive_file ");
                free = Math.Min(free, Math.Max(0, most - Math.Max(0, now - cached)));
            }
        }

        return free;
    }

    private static long MemoryInfo(string root, string name)
    {
        foreach (var line in TextLines.Of($"{root}proc/meminfo"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal)
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..]
                && Number(kibibytes) is { } number)
            {
                return number * 1024;
            }
        }

        return long.MaxValue;
    }

    private static long? First(string path)
        => TextLines.Of(path).FirstOrDefault() is { } line ? Number(line.Trim()) : null;

    private static long Cached(string path, string name)
        => TextLines.Of(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line[name.Length..].Trim()) ?? 0
            : 0;

    // "max" is no number, and no limit.
    private static long? Number(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

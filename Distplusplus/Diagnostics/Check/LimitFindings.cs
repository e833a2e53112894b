using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Diagnostics.Check;

/// <summary>What of this machine may stand in the way of compiles: limits, directories, left-over variables.</summary>
internal static class LimitFindings
{
    private const string Subject = "this machine";
    private const int FewestFiles = 256;
    private const int FewestProcesses = 256;
    private const long LeastRoom = 64 << 20;

    /// <param name="limits">The lines of /proc/self/limits.</param>
    /// <param name="runtime">The runtime directory; null: there is none.</param>
    /// <param name="cache">Where the cache is to be.</param>
    public static IEnumerable<Finding> Of(
        string[] limits, string? runtime, string cache, Func<string, string?> environment)
    {
        Finding?[] findings =
        [
            Few(limits, "Max open files", FewestFiles, "open", "files", "n"),
            Few(limits, "Max processes", FewestProcesses, "run", "processes", "u"),
            Runtime(runtime, environment("XDG_RUNTIME_DIR")),
            Cache(cache, environment("XDG_CACHE_HOME")),
            environment("TMPDIR") is { Length: > 0 } temporary && !Directory.Exists(temporary)
                ? Finding.Warning(
                    Subject, $"TMPDIR is {NativeText.ForPeople(temporary)}, where no directory is",
                    "make it, or unset TMPDIR")
                : null,
            environment("_DISTPLUSPLUS_VISITED") is { Length: > 0 }
                ? Finding.Problem(
                    Subject, "the variable _DISTPLUSPLUS_VISITED is set, so every compile takes itself for one that "
                        + "distplusplus has started, and stays here",
                    "unset _DISTPLUSPLUS_VISITED; it is not meant to be set by hand or kept in a script")
                : null,
        ];
        var wrong = findings.OfType<Finding>().ToList();
        return wrong.Count > 0 ? wrong : [Finding.Ok(Subject, "its limits and directories leave room for compiles")];
    }

    private static Finding? Few(string[] limits, string title, int fewest, string verb, string what, string flag)
    {
        var line = Array.Find(limits, line => line.StartsWith(title, StringComparison.Ordinal));
        return line?[title.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < fewest
                ? Finding.Warning(
                    Subject, $"a process may {verb} {number} {what} only",
                    $"raise the limit: ulimit -{flag} {4 * fewest}")
                : null;
    }

    private static Finding? Runtime(string? runtime, string? named) => runtime is not null
        ? null
        : Finding.Warning(
            Subject,
            named is { Length: > 0 }
                ? $"XDG_RUNTIME_DIR is {NativeText.ForPeople(named)}, which is no private directory of this user: "
                    + "compiles cannot tell each other which hosts fail"
                : "there is no private directory of this user under /tmp: compiles cannot tell each other which hosts "
                    + "fail",
            "set XDG_RUNTIME_DIR to a directory that this user owns and nobody else may write to");

    private static Finding? Cache(string cache, string? named)
    {
        if (named is { Length: > 0 } && !cache.StartsWith(named, StringComparison.Ordinal))
        {
            return Finding.Warning(
                Subject, $"nothing can be kept in XDG_CACHE_HOME, which is {NativeText.ForPeople(named)}",
                "make the directory writable, or set XDG_CACHE_HOME to another place");
        }

        if (cache == CacheDirectory.None)
        {
            return Finding.Warning(
                Subject, "there is no directory to keep anything in: every compile asks the compiler anew what it is",
                "set XDG_CACHE_HOME to a directory that can be written to");
        }

        try
        {
            NativeFile.MakeDirectories(cache);
            var room = new DriveInfo(cache).AvailableFreeSpace;
            return room >= LeastRoom ? null : Finding.Warning(
                Subject, $"{NativeText.ForPeople(cache)} has room for {ByteText.Of(room)} only",
                "make room there, or set XDG_CACHE_HOME to another place");
        }
        catch (Exception e) when (e is NativeFileException or IOException or UnauthorizedAccessException)
        {
            return Finding.Warning(
                Subject,
                $"nothing can be kept in {NativeText.ForPeople(cache)}: every compile asks the compiler anew what it "
                    + "is",
                "make the directory writable, or set XDG_CACHE_HOME to another place");
        }
    }
}

using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Diagnostics.Check;

/// <summary>The findings about this machine: limits, directories, left-over variables.</summary>
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
                    Subject, $"TMPDIR is {NativeText.ForPeople(temporary)}, which is not a directory",
                    "create it, or unset TMPDIR")
                : null,
            environment("_DISTPLUSPLUS_VISITED") is { Length: > 0 }
                ? Finding.Problem(
                    Subject, "the variable _DISTPLUSPLUS_VISITED is set, so every compile is treated as one that "
                        + "distplusplus started, and runs locally",
                    "unset _DISTPLUSPLUS_VISITED; only distplusplus itself sets it")
                : null,
        ];
        var wrong = findings.OfType<Finding>().ToList();
        return wrong.Count > 0 ? wrong : [Finding.Ok(Subject, "its limits and directories are sufficient")];
    }

    private static Finding? Few(string[] limits, string title, int fewest, string verb, string what, string flag)
    {
        var line = Array.Find(limits, line => line.StartsWith(title, StringComparison.Ordinal));
        return line?[title.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < fewest
                ? Finding.Warning(
                    Subject, $"a process may {verb} only {number} {what}",
                    $"raise the limit: ulimit -{flag} {4 * fewest}")
                : null;
    }

    private static Finding? Runtime(string? runtime, string? named) => runtime is not null
        ? null
        : Finding.Warning(
            Subject,
            named is { Length: > 0 }
                ? $"XDG_RUNTIME_DIR is {NativeText.ForPeople(named)}, which is not a private directory of this user: "
                    + "compiles cannot share the state of hosts"
                : "there is no private directory of this user under /tmp: compiles cannot share the state of hosts",
            "set XDG_RUNTIME_DIR to a directory that this user owns and no other user can write to");

    private static Finding? Cache(string cache, string? named)
    {
        if (named is { Length: > 0 } && !cache.StartsWith(named, StringComparison.Ordinal))
        {
            return Finding.Warning(
                Subject, $"XDG_CACHE_HOME is {NativeText.ForPeople(named)}, which is not writable",
                "make the directory writable, or set XDG_CACHE_HOME to another directory");
        }

        if (cache == CacheDirectory.None)
        {
            return Finding.Warning(
                Subject, "there is no cache directory: each compile queries the compiler again",
                "set XDG_CACHE_HOME to a writable directory");
        }

        try
        {
            NativeFile.MakeDirectories(cache);
            var room = new DriveInfo(cache).AvailableFreeSpace;
            return room >= LeastRoom ? null : Finding.Warning(
                Subject, $"{NativeText.ForPeople(cache)} has only {ByteText.Of(room)} of free space",
                "free some space, or set XDG_CACHE_HOME to another directory");
        }
        catch (Exception e) when (e is NativeFileException or IOException or UnauthorizedAccessException)
        {
            return Finding.Warning(
                Subject,
                $"{NativeText.ForPeople(cache)} is not writable: each compile queries the compiler again",
                "make the directory writable, or set XDG_CACHE_HOME to another directory");
        }
    }
}

namespace Distplusplus.Platform.Files;

/// <summary>Where this user's hints live from one process to the next. Losing it costs a little time.</summary>
internal static class CacheDirectory
{
    /// <summary>Stands for a directory where there is none: nothing can be made or found in it.</summary>
    public const string None = "/dev/null";

    /// <summary>
    /// $XDG_CACHE_HOME/distplusplus, else ~/.cache/distplusplus, else a private one under /tmp. Where a variable names
    /// a place that is not there or cannot be written to, nothing is made in it.
    /// </summary>
    public static string Path(Func<string, string?> environment)
        => environment("XDG_CACHE_HOME") is { Length: > 0 } cache && cache[0] == '/' && IsUsable(cache)
                ? $"{cache}/distplusplus"
            : environment("HOME") is { Length: > 0 } home && home[0] == '/' && IsUsable($"{home}/.cache")
                ? $"{home}/.cache/distplusplus"
            : RuntimeDirectory.UnderTemporary() ?? None;

    /// <summary>The directory can be written to, or made in one that is there.</summary>
    private static bool IsUsable(string cache)
        => NativeFile.MayMakeIn($"{cache}/distplusplus")
            || (FileIdentity.Of($"{cache}/distplusplus") is null && NativeFile.MayMakeIn(cache))
            || (FileIdentity.Of(cache) is null && NativeFile.MayMakeIn(cache[..cache.TrimEnd('/').LastIndexOf('/')]));
}

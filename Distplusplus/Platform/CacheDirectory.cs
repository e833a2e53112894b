namespace Distplusplus.Platform;

/// <summary>Where this user's hints live from one process to the next. Losing it costs a little time.</summary>
internal static class CacheDirectory
{
    /// <summary>$XDG_CACHE_HOME/distplusplus, else ~/.cache/distplusplus, else a private one under /tmp.</summary>
    public static string Path(Func<string, string?> environment)
        => environment("XDG_CACHE_HOME") is { Length: > 0 } cache && cache[0] == '/' ? $"{cache}/distplusplus"
            : environment("HOME") is { Length: > 0 } home && home[0] == '/' ? $"{home}/.cache/distplusplus"
            : $"/tmp/distplusplus-{Libc.EffectiveUser()}";
}

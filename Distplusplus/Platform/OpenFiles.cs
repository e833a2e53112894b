namespace Distplusplus.Platform;

/// <summary>Files, pipes and connections this process may have open at once. Asked at a host's start.</summary>
internal static class OpenFiles
{
    private const int Resource = 7; // RLIMIT_NOFILE

    /// <summary>The kernel's limit; the runtime has raised it as far as it may.</summary>
    public static unsafe long Most()
    {
        var limit = stackalloc long[2];
        return Libc.SetLimit(0, Resource, null, limit) == 0 && limit[0] > 0 ? limit[0] : long.MaxValue;
    }
}

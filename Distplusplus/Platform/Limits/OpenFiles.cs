namespace Distplusplus.Platform.Limits;

/// <summary>Files, pipes and connections this process may have open at once. Asked at a host's start.</summary>
internal static class OpenFiles
{
    private const int Resource = 7; // RLIMIT_NOFILE

    /// <summary>Marks inherited descriptors beyond the three standard streams close-on-exec.</summary>
    public static void KeepFromPrograms()
    {
        const nint CloseRange = 436;
        const nint CloseOnExec = 4;
        _ = Libc.SystemCall(CloseRange, 3, int.MaxValue, CloseOnExec, 0);
    }

    /// <summary>The kernel's limit; the runtime has raised it as far as it may.</summary>
    public static unsafe long Most()
    {
        var limit = stackalloc long[2];
        return Libc.SetLimit(0, Resource, null, limit) == 0 && limit[0] > 0 ? limit[0] : long.MaxValue;
    }
}

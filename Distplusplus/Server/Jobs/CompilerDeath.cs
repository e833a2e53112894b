using Distplusplus.Platform;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Ends of a compiler that say nothing of the source: its inner part was killed, or the host ran out of memory or disk.
/// The driver itself then ends with an ordinary exit code, and only its words tell.
/// </summary>
internal static class CompilerDeath
{
    private static readonly (byte[] Words, int Signal)[] s_signals =
    [
        ("Killed signal terminated program"u8.ToArray(), Libc.SignalKill),
        ("Terminated signal terminated program"u8.ToArray(), Libc.SignalTerminate),
        ("Segmentation fault signal terminated program"u8.ToArray(), SegmentationFault),
        ("Aborted signal terminated program"u8.ToArray(), Abort),
        ("Bus error signal terminated program"u8.ToArray(), BusError),
        ("signal terminated program"u8.ToArray(), Libc.SignalKill),
        ("unable to execute command: Killed"u8.ToArray(), Libc.SignalKill),
        ("unable to execute command: Terminated"u8.ToArray(), Libc.SignalTerminate),
        ("unable to execute command: Segmentation fault"u8.ToArray(), SegmentationFault),
        ("unable to execute command: Aborted"u8.ToArray(), Abort),
        ("unable to execute command:"u8.ToArray(), Libc.SignalKill),
    ];

    private static readonly byte[][] s_exhausted =
    [
        "No space left on device"u8.ToArray(),
        "Disk quota exceeded"u8.ToArray(),
        "out of memory allocating"u8.ToArray(),
        "virtual memory exhausted"u8.ToArray(),
        "memory exhausted"u8.ToArray(),
        "Cannot allocate memory"u8.ToArray(),
        "LLVM ERROR: out of memory"u8.ToArray(),
        "std::bad_alloc"u8.ToArray(),
    ];

    private const int Abort = 6;
    private const int BusError = 7;
    private const int SegmentationFault = 11;

    /// <summary>The signal that ended the compiler or its inner part; 0: it ended by itself.</summary>
    public static int SignalOf(ProcessExit exit, ReadOnlySpan<byte> error)
    {
        if (exit.Signal != 0 || exit.Code == 0)
        {
            return exit.Signal;
        }

        foreach (var (words, signal) in s_signals)
        {
            if (error.IndexOf(words) >= 0)
            {
                return signal;
            }
        }

        return 0;
    }

    /// <summary>What the host lacked, in the compiler's words; null: nothing, as far as it says.</summary>
    public static string? Exhausted(ProcessExit exit, ReadOnlySpan<byte> error)
    {
        if (exit.Code == 0)
        {
            return null;
        }

        foreach (var words in s_exhausted)
        {
            if (error.IndexOf(words) >= 0)
            {
                return NativeText.Decode(words);
            }
        }

        return null;
    }
}

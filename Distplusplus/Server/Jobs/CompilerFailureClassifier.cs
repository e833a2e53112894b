using Distplusplus.Platform;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// Ends of a compiler that say nothing of the source: its inner part was killed, or the host ran out of memory or disk.
/// The driver itself then ends with an ordinary exit code, and only its words tell.
/// </summary>
internal static class CompilerFailureClassifier
{
    private static readonly (byte[] Words, int Signal)[] s_signals =
    [
        ("Killed signal terminated program"u8.ToArray(), Libc.SignalKill),
        ("Terminated signal terminated program"u8.ToArray(), Libc.SignalTerminate),
        ("Segmentation fault signal terminated program"u8.ToArray(), SegmentationFault),
        ("Aborted signal terminated program"u8.ToArray(), Abort),
        ("Bus error signal terminated program"u8.ToArray(), BusError),
        ("CPU time limit exceeded signal terminated program"u8.ToArray(), CpuLimit),
        ("File size limit exceeded signal terminated program"u8.ToArray(), FileLimit),
        ("signal terminated program"u8.ToArray(), Libc.SignalKill),
        ("unable to execute command: Killed"u8.ToArray(), Libc.SignalKill),
        ("unable to execute command: Terminated"u8.ToArray(), Libc.SignalTerminate),
        ("unable to execute command: Segmentation fault"u8.ToArray(), SegmentationFault),
        ("unable to execute command: Aborted"u8.ToArray(), Abort),
        ("unable to execute command: CPU time limit exceeded"u8.ToArray(), CpuLimit),
        ("unable to execute command: File size limit exceeded"u8.ToArray(), FileLimit),
        ("unable to execute command:"u8.ToArray(), Libc.SignalKill),
    ];

    private static readonly byte[][] s_outOfMemory =
    [
        "out of memory allocating"u8.ToArray(),
        "virtual memory exhausted"u8.ToArray(),
        "memory exhausted"u8.ToArray(),
        "Cannot allocate memory"u8.ToArray(),
        "LLVM ERROR: out of memory"u8.ToArray(),
        "std::bad_alloc"u8.ToArray(),
    ];

    private static readonly byte[][] s_exhausted =
    [
        "No space left on device"u8.ToArray(),
        "Disk quota exceeded"u8.ToArray(),
        "Read-only file system"u8.ToArray(),
        "Resource temporarily unavailable"u8.ToArray(),
    ];

    /// <summary>The kernel stopped a process that used too much processor time.</summary>
    public const int CpuLimit = 24;

    /// <summary>The kernel stopped a process that wrote too large a file.</summary>
    public const int FileLimit = 25;

    private const int Abort = 6;
    private const int BusError = 7;
    private const int SegmentationFault = 11;

    // A compiler that is a script tells so of the signal that ended what it ran.
    private const int ShellSignals = 128;
    private const int MostSignals = 64;

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

        return exit.Code is > ShellSignals and <= ShellSignals + MostSignals ? exit.Code - ShellSignals : 0;
    }

    /// <summary>True if the compiler reports that it ran out of memory.</summary>
    public static bool IsOutOfMemory(ProcessExit exit, ReadOnlySpan<byte> error)
        => exit.Code != 0 && Find(s_outOfMemory, error) is not null;

    /// <summary>The resource that the host lacked, in the compiler's words; null if it reports none.</summary>
    public static string? Exhausted(ProcessExit exit, ReadOnlySpan<byte> error)
        => exit.Code == 0 ? null
            : error.StartsWith("bwrap: "u8) ? NativeText.Decode(error[..EndOfLine(error)])
            : Find(s_exhausted, error);

    private static int EndOfLine(ReadOnlySpan<byte> text)
        => text.IndexOf((byte)'\n') is >= 0 and var end ? end : text.Length;

    private static string? Find(byte[][] list, ReadOnlySpan<byte> error)
    {
        foreach (var words in list)
        {
            if (error.IndexOf(words) >= 0)
            {
                return NativeText.Decode(words);
            }
        }

        return null;
    }
}

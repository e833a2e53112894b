namespace Distplusplus.Platform.Processes;

/// <summary>
/// The dispositions of SIGPIPE and SIGXFSZ: we ignore them, because we handle the errors; the compiler that we become
/// gets the dispositions of our caller. Read at the start.
/// </summary>
internal static class IgnoredSignals
{
    private const nint Default = 0;
    private const nint Ignored = 1;
    private const nint Failed = -1;

    private static readonly (int Signal, nint Callers)[] s_callers =
    [
        (Libc.SignalPipe, Libc.Signal(Libc.SignalPipe, Ignored)),
        (Libc.SignalFileSize, Libc.Signal(Libc.SignalFileSize, Ignored)),
    ];

    /// <summary>From here on a write that the system forbids is an error and not our end.</summary>
    public static void Ignore()
    {
        if (Array.Exists(s_callers, one => one.Callers == Failed))
        {
            throw new InvalidOperationException("SIGPIPE and SIGXFSZ cannot be ignored");
        }
    }

    /// <summary>Restores the original dispositions, before this process becomes another program.</summary>
    public static void GiveBack()
    {
        foreach (var (signal, callers) in s_callers)
        {
            Libc.Signal(signal, callers == Ignored ? Ignored : Default);
        }
    }
}

namespace Distplusplus.Platform;

/// <summary>
/// SIGPIPE: ignored by us, whose connections may break without ending us, and left to the compiler we become as our
/// caller left it to us. Looked at for the first time at the start.
/// </summary>
internal static class PipeSignal
{
    private const nint Default = 0;
    private const nint Ignored = 1;
    private const nint Failed = -1;

    private static readonly nint s_callers = Libc.Signal(Libc.SignalPipe, Ignored);

    /// <summary>From here on a write to a closed pipe is an error and not our end.</summary>
    public static void Ignore()
    {
        if (s_callers == Failed)
        {
            throw new InvalidOperationException("SIGPIPE cannot be ignored");
        }
    }

    /// <summary>As it was when we were started; for who is about to become another program.</summary>
    public static void GiveBack() => Libc.Signal(Libc.SignalPipe, s_callers == Ignored ? Ignored : Default);
}

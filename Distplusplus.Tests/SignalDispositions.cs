using Distplusplus.Platform;

namespace Distplusplus.Tests;

/// <summary>
/// Gives every command of the tests the signals of a command at a terminal: a shell without job control starts what it
/// puts in the background with some of them ignored, and processes inherit that.
/// </summary>
[SetUpFixture]
internal sealed class SignalDispositions
{
    private const int Quit = 3;
    private const nint Default = 0;
    private const nint Ignored = 1;

    [OneTimeSetUp]
    public void Restore()
    {
        foreach (var signal in (int[])[Libc.SignalHangUp, Libc.SignalInterrupt, Quit, Libc.SignalTerminate])
        {
            // What the runtime has a handler for keeps it.
            if (Libc.Signal(signal, Default) is var before && before != Ignored)
            {
                _ = Libc.Signal(signal, before);
            }
        }
    }
}

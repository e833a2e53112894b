using System.Runtime.InteropServices;

namespace Distplusplus.CommandLine;

/// <summary>
/// Handles TERM, INT and HUP: the first starts the drain, the second stops running work and ends the process, cleanly
/// if that can be done at once. Lives as long as the build host runs.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int SignalBase = 128;
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>Within it a signal is the first once more: timeout(1) sends it to its child and to the group.</summary>
    private static readonly TimeSpan SameWish = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _now = new();
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private long _asked;

    public StopSignals(CancellationToken outer)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Receive(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Receive(context, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Receive(context, 1)),
        ];
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Now => _now.Token;

    /// <summary>After a second signal: 128 + its number.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
        _now.Dispose();
    }

    private void Receive(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            if (TimeProvider.System.GetElapsedTime(_asked) < SameWish)
            {
                return;
            }

            ExitCode = SignalBase + number;
            _ = _now.CancelAsync();
            _ = Task.Delay(AtOnce).ContinueWith(_ => Environment.Exit(ExitCode.Value), TaskScheduler.Default);
            return;
        }

        // Not on the signal's thread: whoever is told may wait for something, and a second signal must get through.
        _asked = TimeProvider.System.GetTimestamp();
        _ = _stop.CancelAsync();
    }
}

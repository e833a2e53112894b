using Distplusplus.Protocol;

namespace Distplusplus.Server.Reporting;

/// <summary>A job this host has answered with what the compiler gave. Made by CompileJob, kept by JobJournal.</summary>
/// <param name="Trace">The client's name for the job, in hexadecimal; "-" without one.</param>
/// <param name="Client">user@machine, as the client says.</param>
/// <param name="Source">Made fit for people.</param>
/// <param name="ExitCode">The compiler's own, or 128 + signal.</param>
/// <param name="Wall">The compiler alone.</param>
/// <param name="Queued">From the offer to the slot.</param>
internal sealed record JobRecord(
    DateTimeOffset Ended,
    string Trace,
    string Client,
    string Source,
    string Compiler,
    SendMode Mode,
    int ExitCode,
    TimeSpan Wall,
    TimeSpan Processor,
    TimeSpan Queued,
    long Received,
    long Sent)
{
    /// <summary>From here on an exit code speaks of a signal.</summary>
    public const int SignalBase = 128;

    public string How => Mode == SendMode.DirectAtRoot ? "at-root" : "direct";
}

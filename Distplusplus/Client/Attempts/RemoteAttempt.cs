using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Attempts;

/// <summary>The outcome of one job at one host. Everything but Done sends the job elsewhere.</summary>
/// <param name="Host">Where.</param>
internal abstract record RemoteAttempt(HostAddress Host)
{
    /// <summary>The compiler ran and ended; whether it was content is its own affair.</summary>
    public sealed record Done(HostAddress Host, JobResult Result) : RemoteAttempt(Host);

    /// <summary>The host will not do it, for a reason of its own or of the job's.</summary>
    public sealed record Refused(HostAddress Host, RefusalReason Reason, string Culprit, string Explanation)
        : RemoteAttempt(Host);

    /// <summary>No conversation came about, or it broke.</summary>
    public sealed record Failed(HostAddress Host, ConnectionFailure Failure) : RemoteAttempt(Host);

    /// <summary>One of the clocks ran out.</summary>
    /// <param name="Phase">What the job was at when it did.</param>
    public sealed record TimedOut(HostAddress Host, JobClock Clock, TimeSpan Limit, Phase Phase) : RemoteAttempt(Host);

    /// <summary>The compiler was killed there: not a compile error, but the host's memory, or a crash.</summary>
    public sealed record Killed(HostAddress Host, int Signal) : RemoteAttempt(Host);

    /// <summary>The host sent invalid data.</summary>
    public sealed record Corrupt(HostAddress Host, string Detail) : RemoteAttempt(Host)
    {
        /// <summary>One clause, printable.</summary>
        public string Detail { get; } = NativeText.ForPeople(Detail);
    }

    /// <summary>An input could not be sent: the file changed since it was offered.</summary>
    public sealed record InputGone(HostAddress Host, string Detail) : RemoteAttempt(Host);

    /// <summary>
    /// True if the attempt counts against the host: a failure of the host, not of the job or of the moment.
    /// </summary>
    public bool HostIsToBlame => this switch
    {
        Failed { Failure.Trouble: ConnectionTrouble.Crowded or ConnectionTrouble.MessageTooLong } => false,
        Failed or Corrupt or TimedOut { Clock: JobClock.FirstWord or JobClock.Silence or JobClock.Sending } => true,
        Refused { Reason: RefusalReason.HostTrouble or RefusalReason.Draining or RefusalReason.NotAuthorized } => true,
        _ => false,
    };

    /// <summary>True if any other job would fail there in the same way at this moment.</summary>
    public bool IsEveryJobs => HostIsToBlame || LacksRoom
        || this is Failed { Failure.Trouble: not ConnectionTrouble.MessageTooLong } or Refused
        {
            Reason: RefusalReason.ProtocolVersion or RefusalReason.NoSuchCompiler or RefusalReason.CompilerDiffers
                or RefusalReason.LanguageUnsupported,
        };

    /// <summary>True if the host had no slot for the job, and would not have had one in time.</summary>
    public bool LacksRoom => this is TimedOut { Clock: JobClock.Slot } or Refused { Reason: RefusalReason.Full };

    /// <summary>A clause that names host and cause, for the log line that says why a job ran elsewhere.</summary>
    public string Sentence => this switch
    {
        Done => $"{Host}: done",
        Refused r => $"{Host}: {r.Explanation}",
        Failed f => f.Failure.Sentence,
        TimedOut t => t.Clock switch
        {
            JobClock.Slot => $"{Host}: no slot became free within {DurationText.Format(t.Limit)} (slot_timeout)",
            JobClock.FirstWord
                => $"{Host}: it failed recently and did not answer within {DurationText.Format(t.Limit)} "
                    + "(connect_timeout)",
            JobClock.Silence
                => $"{Host}: no heartbeat for {DurationText.Format(t.Limit)} {While(t.Phase)} (silence_timeout)",
            JobClock.Sending
                => $"{Host}: it received nothing of the source for {DurationText.Format(t.Limit)} (silence_timeout)",
            JobClock.Job => $"{Host}: the compile ran longer than {DurationText.Format(t.Limit)} (job_timeout)",
        },
        Killed k => $"{Host}: the compiler was killed there by signal {k.Signal}; is the host out of memory?",
        Corrupt c => $"{Host}: its reply is not valid ({c.Detail})",
        InputGone g => $"{Host}: {g.Detail}",
        _ => throw new InvalidOperationException("an attempt nobody knows"),
    };

    private static string While(Phase phase) => phase switch
    {
        Phase.Unspecified => "after the job was offered",
        Phase.Queued => "while the job waited for a slot",
        Phase.Receiving => "while the source was sent",
        Phase.Compiling => "while it compiled",
        Phase.Returning => "while its outputs came back",
    };
}

using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Client.Attempts;

/// <summary>The outcome of one job that was offered to all hosts.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    public sealed record Done(RemoteAttempt.Done Attempt) : AttemptOutcome;

    /// <summary>No host can do it with this kind of tree.</summary>
    /// <param name="Attempt">The refusal, or what was found while it was sent.</param>
    public sealed record WrongWay(RemoteAttempt Attempt) : AttemptOutcome;

    /// <summary>No host could do it, for reasons of theirs.</summary>
    public sealed record NoHost : AttemptOutcome;

    /// <summary>Every host only queues it, and this machine has an idle core.</summary>
    /// <param name="Slot">Holds the core.</param>
    public sealed record OwnCore(SafeFileHandle Slot) : AttemptOutcome;
}

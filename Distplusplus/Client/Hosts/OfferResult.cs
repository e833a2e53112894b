using Distplusplus.Client.Attempts;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Client.Hosts;

/// <summary>The result of an offer to one host, or to all.</summary>
internal abstract record OfferResult
{
    private OfferResult()
    {
    }

    /// <param name="Stream">Open; the slot is held while it is.</param>
    public sealed record Granted(JobStream Stream, Protocol.Granted Grant) : OfferResult;

    public sealed record Lost(RemoteAttempt Attempt) : OfferResult;

    /// <summary>Every host has queues, and this machine an idle core.</summary>
    /// <param name="Slot">Holds the core.</param>
    public sealed record OwnCore(SafeFileHandle Slot) : OfferResult;

    /// <summary>No host is left to be asked.</summary>
    /// <param name="Unfit">
    /// The refusal of the last host that cannot do the job in the way it is sent; null: no host said so.
    /// </param>
    public sealed record NoneLeft(RemoteAttempt? Unfit) : OfferResult;
}

namespace Distplusplus.Client;

/// <summary>What an offer to one host led to.</summary>
internal abstract record Bid
{
    private Bid()
    {
    }

    /// <param name="Stream">Open; the slot is held while it is.</param>
    public sealed record Granted(JobStream Stream, Protocol.Granted Grant) : Bid;

    public sealed record Lost(RemoteAttempt Attempt) : Bid;
}

using Distplusplus.Protocol;

namespace Distplusplus.Server;

/// <summary>A job under way, for live views. Made by CompileJob for each offer that passed the gate.</summary>
internal sealed class JobState(Offer offer, string compiler, long began)
{
    public Offer Offer => offer;

    public string Compiler => compiler;

    /// <summary>Timestamp of the host's clock.</summary>
    public long Began => began;

    public Phase Phase { get; set; } = Phase.Queued;
}

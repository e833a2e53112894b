using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>The state of a host as one word.</summary>
internal static class HostHealth
{
    /// <summary>Of a host that does not answer.</summary>
    public const string Down = "down";

    /// <summary>"draining" before it goes down, "idle", "busy" with room left, "full".</summary>
    public static string Name(HostLoad load)
        => load.Draining ? "draining"
            : load.Queued > 0 || load.Running >= load.Slots ? "full"
            : load.Running > 0 ? "busy"
            : "idle";
}

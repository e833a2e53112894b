using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>The last that was heard of one host. A new one is made by HostWatch whenever something changed.</summary>
/// <param name="Description">What it is; null: not heard yet.</param>
/// <param name="State">What it does.</param>
/// <param name="Failure">Why nothing is heard; null: it is.</param>
/// <param name="HeardAt">Timestamp of <paramref name="State"/>.</param>
internal sealed record WatchedHost(
    HostAddress Host,
    HostDescription? Description = null,
    HostState? State = null,
    ConnectionFailure? Failure = null,
    long HeardAt = 0);

using Grpc.Core;

namespace Distplusplus.Server.Trust;

/// <summary>Why somebody may not come in.</summary>
/// <param name="Status">
/// Unauthenticated: we do not believe who it is. PermissionDenied: we do, and do not want it.
/// </param>
/// <param name="Why">For the client, one clause.</param>
/// <param name="Cure">For the host's log; empty: nothing is to be done here.</param>
internal sealed record Denial(StatusCode Status, string Why, string Cure = "")
{
    /// <summary>So many calls the client has open and may have no more; null: it is not for that.</summary>
    public int? MostCalls { get; init; }
}

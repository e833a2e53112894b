using Distplusplus.Configuration.Choices;

namespace Distplusplus.Protocol;

/// <summary>
/// No connection came about. Thrown by HostChannel inside the HTTP stack, found again by ConnectionFailure.
/// </summary>
internal sealed class HostConnectException(HostAddress host, ConnectionTrouble trouble, string detail, Exception? cause)
    : IOException($"{host}: {detail}", cause)
{
    public ConnectionTrouble Trouble { get; } = trouble;

    /// <summary>The message of the system, or the limit that passed.</summary>
    public string Detail { get; } = detail;
}

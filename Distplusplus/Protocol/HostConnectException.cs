using Distplusplus.Configuration.Choices;

namespace Distplusplus.Protocol;

/// <summary>
/// No connection came about. Thrown by HostChannel inside the HTTP stack, found again by ConnectionFailure.
/// </summary>
internal sealed class HostConnectException(HostAddress host, ConnectionTrouble trouble, string detail, Exception? cause)
    : IOException($"{host}: {detail}", cause)
{
    public ConnectionTrouble Trouble { get; } = trouble;

    /// <summary>What the system said, or which limit passed.</summary>
    public string Detail { get; } = detail;
}

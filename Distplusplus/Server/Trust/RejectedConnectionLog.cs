using Distplusplus.Server.Reporting;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Logs who was refused at the door, so that a flood of knocks is no flood of lines. Made by the container, one per
/// host.
/// </summary>
internal sealed class RejectedConnectionLog(ILogger logger, TimeProvider time)
{
    private readonly LogQuota _quota = new(time);

    /// <summary>Somebody was turned away.</summary>
    /// <param name="why">One clause.</param>
    /// <param name="cure">What the host's administrator may do; empty: nothing.</param>
    public void Refused(string peer, string origin, string why, string cure)
    {
        if (_quota.Count(origin, why) is { } more)
        {
            logger.Refused(peer, why, cure.Length == 0 ? "" : $"; {cure}", more);
        }
    }

    /// <summary>Somebody came, saw this host's certificate and left.</summary>
    public void Left(string peer, string origin)
    {
        if (_quota.Count(origin, "left") is { } more)
        {
            logger.LeftWithoutCall(peer, more);
        }
    }
}

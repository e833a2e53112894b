using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>What the door of the host logs.</summary>
internal static partial class TrustLogLines
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer}: refused: {Why}{Cure}{More}")]
    public static partial void Refused(this ILogger logger, string peer, string why, string cure, string more);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Peer}: left without a call after it saw this host's certificate; it may not trust it{More}")]
    public static partial void LeftWithoutCall(this ILogger logger, string peer, string more);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{File} has changed: who may come in is as it says now, all else holds "
            + "from the next start")]
    public static partial void AccessRenewed(this ILogger logger, string file);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the settings have changed and cannot be used, the old lists of who may come in hold: {Why}")]
    public static partial void AccessNotRenewed(this ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was renewed; this host's key is {Key}")]
    public static partial void CertificatesRenewed(this ILogger logger, string file, string key);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "certificates have changed and cannot be used, the old ones hold: {Why}")]
    public static partial void CertificatesNotRenewed(this ILogger logger, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the authorized clients have changed and cannot be used, the old list holds: {Why}")]
    public static partial void AuthorizedNotRenewed(this ILogger logger, string why);
}

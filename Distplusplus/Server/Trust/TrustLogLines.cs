using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>The log messages of access control.</summary>
internal static partial class TrustLogLines
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer}: refused: {Why}{Cure}{More}")]
    public static partial void Refused(this ILogger logger, string peer, string why, string cure, string more);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Peer}: disconnected after it received this host's certificate; it may not trust the "
            + "certificate{More}")]
    public static partial void LeftWithoutCall(this ILogger logger, string peer, string more);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{File} has changed: its access lists are in effect, other settings "
            + "need a restart")]
    public static partial void AccessRenewed(this ILogger logger, string file);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the changed settings are not valid, the previous access lists stay in effect: {Why}")]
    public static partial void AccessNotRenewed(this ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was renewed; this host's key is {Key}")]
    public static partial void CertificatesRenewed(this ILogger logger, string file, string key);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "the changed certificates are not valid, the previous ones stay in "
            + "effect: {Why}")]
    public static partial void CertificatesNotRenewed(this ILogger logger, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the changed list of authorized clients is not valid, the previous list stays in effect: {Why}")]
    public static partial void AuthorizedNotRenewed(this ILogger logger, string why);
}

using Distplusplus.Protocol;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server;

/// <summary>Everything the host logs.</summary>
internal static partial class LogLines
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Trace} {Client} {Source}: exit {Exit}, {Mode}, {WallMs} ms, queued {QueuedMs} ms, "
            + "{BytesIn} bytes in, {BytesOut} bytes out")]
    public static partial void JobEnded(
        this ILogger logger, string trace, string client, string source, int exit, SendMode mode, long wallMs,
        long queuedMs, long bytesIn, long bytesOut);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Trace} {Peer} {Source}: refused, {Reason}: {Sentence}")]
    public static partial void JobRefused(
        this ILogger logger, string trace, string peer, string source, RefusalReason reason, string sentence);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Trace} {Peer} {Source}: the client left")]
    public static partial void ClientLeft(this ILogger logger, string trace, string peer, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "going down: {Running} jobs may finish within {Seconds} s")]
    public static partial void Draining(this ILogger logger, int running, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "going down: {Running} jobs were still running and are killed")]
    public static partial void DrainTimeout(this ILogger logger, int running);
}

using Distplusplus.Protocol;
using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Reporting;

/// <summary>Everything the host logs.</summary>
internal static partial class LogLines
{
    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information,
        Message = "{Client} {Source}: exit {Exit} in {WallMs} ms ({Mode}, waited {QueuedMs} ms, {BytesIn} bytes in, "
            + "{BytesOut} bytes out) {Trace}")]
    public static partial void JobEnded(
        this ILogger logger, string client, string source, int exit, long wallMs, string mode, long queuedMs,
        long bytesIn, long bytesOut, string trace);

    /// <param name="level">A warning where the host itself is in trouble.</param>
    [LoggerMessage(
        EventId = 2,
        Message = "{Peer} {Source}: refused, {Reason}: {Sentence} {Trace}{More}")]
    public static partial void JobRefused(
        this ILogger logger, LogLevel level, string peer, string source, RefusalReason reason, string sentence,
        string trace, string more);

    [LoggerMessage(
        EventId = 3, Level = LogLevel.Debug,
        Message = "{Peer} {Source}: the client disconnected {Trace}")]
    public static partial void ClientLeft(this ILogger logger, string peer, string source, string trace);

    /// <summary>A line of the report of the start, where the log is for programs.</summary>
    [LoggerMessage(
        EventId = 4, Level = LogLevel.Information,
        Message = "{Line}")]
    public static partial void Start(this ILogger logger, string line);

    [LoggerMessage(
        EventId = 5, Level = LogLevel.Information,
        Message = "draining: {Running} jobs may finish within {Seconds} s")]
    public static partial void Draining(this ILogger logger, int running, double seconds);

    [LoggerMessage(
        EventId = 6, Level = LogLevel.Warning,
        Message = "stopping: killed {Running} jobs that were still running")]
    public static partial void DrainTimeout(this ILogger logger, int running);
}

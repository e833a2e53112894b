using System.Text.Encodings.Web;
using System.Text.Json;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Distplusplus.Server.Reporting;

/// <summary>Sets up the log: to standard error, in the configured format and from the configured level on.</summary>
internal static class HostLogging
{
    public const string Category = "distplusplus";

    /// <summary>The report of the start, which no level hides.</summary>
    public const string StartCategory = "distplusplus.start";

    public static void Configure(ILoggingBuilder logging, ServerSettings settings)
    {
        var level = Level(settings.LogLevel);
        logging.SetMinimumLevel(level);

        // What the framework has to say at information is ours to say, or nobody's.
        var theirs = level < LogLevel.Information ? LogLevel.Debug : LogLevel.Error;
        logging.AddFilter("Microsoft", theirs);
        logging.AddFilter("Grpc", theirs);

        // What somebody does to his own connection is no trouble of this host's, however often he does it.
        foreach (var kind in (ReadOnlySpan<string>)["Http2", "Connections", "BadRequests"])
        {
            logging.AddFilter(
                $"Microsoft.AspNetCore.Server.Kestrel.{kind}",
                theirs == LogLevel.Debug ? LogLevel.Debug : LogLevel.None);
        }

        // What keeps it from starting is told by us, without a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter(StartCategory, LogLevel.Information);
        logging.AddConsole(options =>
        {
            options.FormatterName = settings.LogFormat switch
            {
                LogFormat.Lines => LineFormatter.FormatterName,
                LogFormat.Json => ConsoleFormatterNames.Json,
                LogFormat.Systemd => ConsoleFormatterNames.Systemd,
            };
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
        logging.Services.Configure<JsonConsoleFormatterOptions>(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

            // No browser reads it: g++ need not become g\u002B\u002B.
            options.JsonWriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        });
    }

    /// <summary>Where the report of the start goes: a program that reads the log finds it there too.</summary>
    /// <param name="announce">The line is written as it is.</param>
    public static Action<string> ForStart(ServerSettings settings, ILoggerFactory loggers, Action<string> announce)
        => settings.LogFormat == LogFormat.Lines ? announce : loggers.CreateLogger(StartCategory).Start;

    private static LogLevel Level(LogThreshold threshold) => threshold switch
    {
        LogThreshold.Trace => LogLevel.Trace,
        LogThreshold.Debug => LogLevel.Debug,
        LogThreshold.Info => LogLevel.Information,
        LogThreshold.Warning => LogLevel.Warning,
        LogThreshold.Error => LogLevel.Error,
        LogThreshold.Fatal => LogLevel.Critical,
    };
}

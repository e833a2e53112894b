using System.Globalization;
using Distplusplus.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Distplusplus.Server.Reporting;

/// <summary>One line per message on standard error: time, level, text. Made by the container.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(
        in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        writer.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        writer.Write(entry.LogLevel switch
        {
            LogLevel.Trace => "trace: ",
            LogLevel.Debug => "debug: ",
            LogLevel.Information => "info: ",
            LogLevel.Warning => "warning: ",
            LogLevel.Error => "error: ",
            LogLevel.Critical => "fatal: ",
            LogLevel.None => "",
        });
        writer.Write(NativeText.ForPeople(entry.Formatter(entry.State, entry.Exception).ReplaceLineEndings(" ")));
        if (entry.Exception is { } exception)
        {
            writer.Write(" | ");
            writer.Write(NativeText.ForPeople(exception.ToString().ReplaceLineEndings(" | ")));
        }

        writer.Write('\n');
    }
}

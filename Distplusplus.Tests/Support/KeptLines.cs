using Microsoft.Extensions.Logging;

namespace Distplusplus.Tests.Support;

/// <summary>A logger that keeps what it is told.</summary>
internal sealed class KeptLines : ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
        => _lines.Add(formatter(state, exception));
}

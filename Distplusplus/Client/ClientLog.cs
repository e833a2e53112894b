using Distplusplus.Client.Records;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client;

/// <summary>
/// The client's few lines on stderr. One write per line, so that a hundred processes do not mix theirs.
/// No logging framework: this face starts ten thousand times a build.
/// </summary>
internal sealed class ClientLog(LogThreshold threshold)
{
    private const int StandardError = 2;

    public bool Shows(LogThreshold level) => level >= threshold;

    public void Write(LogThreshold level, string message)
    {
        if (Shows(level))
        {
            WriteLine(message);
        }
    }

    /// <summary>
    /// Writes a warning. One that all compiles of a build have to give is given by one of them in a while, unless a
    /// line for each compile is asked for.
    /// </summary>
    /// <param name="trouble">Equal where it need not be said again; null: each says it.</param>
    public void Warn(string message, string? trouble)
    {
        if (trouble is null || Shows(LogThreshold.Info) || !Shows(LogThreshold.Warning))
        {
            Write(LogThreshold.Warning, message);
        }
        else if (new WarningQuota(RuntimeDirectory.Open(NativeEnvironment.Get), TimeProvider.System)
            .Count(trouble) is { } others)
        {
            WriteLine(others == 0 ? message : $"{message} (and {others} more compiles since the last such message)");
        }
    }

    /// <summary>
    /// Writes "distplusplus: message"; a closed stderr is not an error of the compile. Under ccache the message
    /// bypasses the cache, which would otherwise store it and repeat it on each hit.
    /// </summary>
    public static void WriteLine(string message)
    {
        var descriptor = int.TryParse(NativeEnvironment.Get("UNCACHED_ERR_FD"), out var uncached)
            ? uncached
            : StandardError;
        try
        {
            var line = NativeText.ForPeople(message.ReplaceLineEndings(" | "));
            NativeFile.WriteAll(descriptor, NativeText.Encode($"distplusplus: {line}\n"), "stderr");
        }
        catch (NativeFileException)
        {
        }
    }
}

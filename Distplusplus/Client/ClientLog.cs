using Distplusplus.Configuration;
using Distplusplus.Platform;

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

    /// <summary>Writes "distplusplus: message"; a stderr that is gone is no trouble of the compile.</summary>
    public static void WriteLine(string message)
    {
        try
        {
            NativeFile.WriteAll(StandardError, NativeText.Encode($"distplusplus: {message}\n"), "stderr");
        }
        catch (NativeFileException)
        {
        }
    }
}

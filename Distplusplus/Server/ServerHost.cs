using Distplusplus.Configuration;

namespace Distplusplus.Server;

/// <summary>Stands in until the build host is here.</summary>
internal static class ServerHost
{
    public static Task<int> RunAsync(
        ServerSettings settings, string softwareVersion, Action<string> announce, CancellationToken stop)
        => Task.FromResult(0);
}

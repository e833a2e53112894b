using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Hosting;

/// <summary>Compilers that outlived a host that was killed: they work where nobody waits for them any more.</summary>
internal static class Orphans
{
    /// <summary>Kills the processes whose working directory is below a directory.</summary>
    public static void Kill(string directory)
    {
        foreach (var name in FileTree.Names("/proc"))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && NativeFile.RealPath($"/proc/{name}/cwd") is { } place
                && place.StartsWith($"{directory}/", StringComparison.Ordinal))
            {
                _ = Libc.Kill(process, Libc.SignalKill);
            }
        }
    }
}

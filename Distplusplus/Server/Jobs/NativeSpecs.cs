using Distplusplus.Compiler.Hosting;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// The file that tells gcc's driver what "native" is to the client, laid beside a job before it runs. The host writes
/// it, of words that the gate has judged; nobody sends one.
/// </summary>
internal static class NativeSpecs
{
    private const string Name = "native.specs";
    private const uint ReadOnlyMode = 0x124; // 0444

    /// <summary>The first arguments of the compiler; none if no option says native.</summary>
    /// <param name="directory">The job's own, outside of its tree.</param>
    /// <param name="seenAs">What the compiler knows that by.</param>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public static IReadOnlyList<string> Lay(HostJob job, string directory, string seenAs)
    {
        if (job.Native is not { } native)
        {
            return [];
        }

        var path = $"{directory}/{Name}";
        using var file = NativeFile.Open(
            path, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive, ReadOnlyMode);
        NativeFile.WriteAll(file, NativeText.Encode(native.Specs()), path);
        return [$"-specs={seenAs}/{Name}"];
    }
}

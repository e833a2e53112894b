using Distplusplus.Configuration;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Contents;

namespace Distplusplus.Server.Hosting;

/// <summary>Where a host keeps what it works with. Asked by ServerHost when it starts.</summary>
internal static class HostDirectories
{
    /// <summary>The store of before where it can be had; else one that ends with the host.</summary>
    public static ContentStore OpenStore(
        ServerSettings settings, RunDirectory run, Action<string> announce, TimeProvider time)
    {
        var directory = StoreOf(settings);
        try
        {
            if (directory is not null)
            {
                return ContentStore.Open(directory, settings.StoreBytes, time);
            }
        }
        catch (NativeFileException trouble)
        {
            announce($"distplusplus: the content store is deleted when this host stops: {trouble.Message}");
        }

        return ContentStore.Open($"{run.Path}/store", settings.StoreBytes, time);
    }

    /// <summary>Where contents stay from one start to the next; null: nowhere.</summary>
    public static string? StoreOf(ServerSettings settings) => settings.StoreDirectory ?? DefaultStore();

    private static string? DefaultStore()
        => NativeEnvironment.Get("CACHE_DIRECTORY") is { Length: > 0 } service ? $"{service.Split(':')[0]}/store"
            : NativeEnvironment.Get("XDG_CACHE_HOME") is { Length: > 0 } cache
                && cache[0] == '/' ? $"{cache}/distplusplus/store"
            : NativeEnvironment.Get("HOME") is { Length: > 1 } home ? $"{home}/.cache/distplusplus/store"
            : null;

    /// <summary>Where job directories are made.</summary>
    public static string ForJobs(ServerSettings settings)
    {
        var directory = settings.TemporaryDirectory
            ?? (NativeEnvironment.Get("TMPDIR") is { Length: > 0 } given && given[0] == '/' ? given : "/tmp");
        NativeFile.MakeDirectories(directory);

        // The compiler names files by their real path: a link in ROOT's own name would not be recognised.
        return NativeFile.RealPath(directory) ?? directory;
    }
}

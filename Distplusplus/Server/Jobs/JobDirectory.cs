using System.Security.Cryptography;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Hosting;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// One job's private directory: the mirrored tree and the compiler's own temporary files. Its name is random and long
/// enough that finding it in an output means the output names it. Lives as long as the stream.
/// </summary>
internal sealed class JobDirectory : IDisposable
{
    private JobDirectory(string path, string name)
    {
        Path = path;
        Name = name;
        Root = path + "/root";
        Temporary = path + "/tmp";
    }

    /// <summary>All of it.</summary>
    public string Path { get; }

    /// <summary>"dpp-" and 128 random bits: what outputs are searched for.</summary>
    public string Name { get; }

    /// <summary>The directory that represents the client's "/".</summary>
    public string Root { get; }

    /// <summary>The compiler's TMPDIR.</summary>
    public string Temporary { get; }

    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public static JobDirectory Create(RunDirectory run)
    {
        var name = "dpp-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var directory = new JobDirectory($"{run.Path}/{name}", name);
        NativeFile.MakeDirectory(directory.Path, 0x1C0);
        NativeFile.MakeDirectory(directory.Temporary, 0x1C0);
        NativeFile.MakeDirectory(directory.Root, 0x1C0);
        return directory;
    }

    public void Dispose() => FileTree.Remove(Path);
}

namespace Distplusplus.Platform.Files;

/// <summary>Small files that must appear whole: keys and lists. Their directory is made when it is missing.</summary>
internal static class PrivateFile
{
    private const uint OnlyOwner = 0x180; // 0600

    /// <summary>Creates a file that only this user can read; leaves an existing one unchanged.</summary>
    /// <returns>False: it was there.</returns>
    /// <exception cref="NativeFileException">The system said no.</exception>
    public static bool Create(string path, ReadOnlySpan<byte> content)
    {
        var beside = WriteBeside(path, content, OnlyOwner);
        try
        {
            return Libc.HardLink(beside, path) == 0 ? true
                : NativeFileException.Last("link", path) is { Error: not Libc.ErrorExists } trouble ? throw trouble
                : false;
        }
        finally
        {
            NativeFile.Delete(beside);
        }
    }

    /// <summary>Replaces a file atomically: a reader sees the old content or the new one.</summary>
    /// <exception cref="NativeFileException">The system said no.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, uint mode)
        => NativeFile.Rename(WriteBeside(path, content, mode), path);

    private static string WriteBeside(string path, ReadOnlySpan<byte> content, uint mode)
    {
        const uint OwnersDirectory = 0x1C0; // 0700
        var directory = PathText.Directory(path);
        NativeFile.MakeDirectories(PathText.Directory(directory));
        NativeFile.MakeDirectory(directory, OwnersDirectory);
        var beside = $"{path}.{Environment.ProcessId}.new";
        NativeFile.Delete(beside);
        using var handle = NativeFile.Open(beside, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive, mode);
        try
        {
            NativeFile.WriteAll(handle, content, beside);
            return beside;
        }
        catch (NativeFileException)
        {
            _ = Libc.Unlink(beside);
            throw;
        }
    }
}

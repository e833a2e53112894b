namespace Distplusplus.Platform.Files;

/// <summary>
/// A small file of lines in which one process leaves what it learned to the next. Its last line is "end", so that a
/// file cut short is not read. Never throws: losing a hint costs a question.
/// </summary>
internal static class HintFile
{
    private const string End = "end";
    private const int LongestBytes = 1 << 20;
    private const uint OwnersDirectory = 0x1C0; // 0700
    private const uint OnlyOwner = 0x180; // 0600

    /// <returns>The lines before the last; null: there is no whole file.</returns>
    public static string[]? Read(string path)
    {
        try
        {
            return NativeText.Decode(NativeFile.ReadAll(path, LongestBytes)).Split('\n') is [.. var lines, End]
                ? lines
                : null;
        }
        catch (NativeFileException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file; its directory is made when it is missing.</summary>
    public static void Write(string path, IEnumerable<string> lines)
    {
        try
        {
            NativeFile.MakeDirectories(PathText.Directory(path), OwnersDirectory);
            PrivateFile.Replace(path, NativeText.Encode(string.Join('\n', lines.Append(End))), OnlyOwner);
        }
        catch (NativeFileException)
        {
            // The next process asks again.
        }
    }
}

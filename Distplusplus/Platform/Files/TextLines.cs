namespace Distplusplus.Platform.Files;

/// <summary>Small text files as the system and other processes of this user write them.</summary>
internal static class TextLines
{
    /// <summary>The lines that are not empty; none where the file cannot be read.</summary>
    public static string[] Of(string path, long limit = 1 << 20)
    {
        try
        {
            return NativeText.Decode(NativeFile.ReadAll(path, limit))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (NativeFileException)
        {
            return [];
        }
    }
}

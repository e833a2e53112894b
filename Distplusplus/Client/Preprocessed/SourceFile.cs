using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>The files that texts and messages name, as they are here.</summary>
internal static class SourceFile
{
    /// <summary>A file's content, or null: there is none, or it cannot be read.</summary>
    public static byte[]? Read(string name)
    {
        try
        {
            return NativeFile.ReadAll(name);
        }
        catch (NativeFileException)
        {
            return null;
        }
    }
}

using Distplusplus.Compiler;
using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>The files that texts and messages name, as they are here.</summary>
internal static class SourceFile
{
    /// <summary>The source, or what is included before it, where only the compiler may open it; else null.</summary>
    public static string? ReadOnce(CompileCommand command)
        => FileIdentity.IsReadOnce(command.Source)
            ? command.Source
            : command.IncludeOptions.ForcedIncludes.FirstOrDefault(FileIdentity.IsReadOnce);

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

using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Local;

/// <summary>The messages for a compiler that cannot be found.</summary>
internal static class MissingCompiler
{
    /// <param name="name">As it was called: a name, or a path.</param>
    public static string Sentence(string name)
    {
        var shown = NativeText.ForPeople(name);
        return !name.Contains('/')
            ? $"{shown} is not on PATH; install it or use another compiler"
            : FileIdentity.Of(name) switch
            {
                null => $"the file {shown} does not exist; give the path of a compiler",
                { IsDirectory: true } => $"{shown} is a directory; give the path of a compiler",
                _ => $"{shown} is not executable; run chmod +x, or use another compiler",
            };
    }
}

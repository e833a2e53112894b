using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Local;

/// <summary>What is said of a compiler that cannot be found.</summary>
internal static class MissingCompiler
{
    /// <param name="name">As it was called: a name, or a path.</param>
    public static string Sentence(string name)
    {
        var shown = NativeText.ForPeople(name);
        return !name.Contains('/')
            ? $"there is no {shown} on PATH; install it or call the compiler you have"
            : FileIdentity.Of(name) switch
            {
                null => $"there is no file {shown}; write the path of a compiler that is there",
                { IsDirectory: true } => $"{shown} is a directory; write the path of a compiler",
                _ => $"{shown} may not be run; give it the right to (chmod +x), or call another compiler",
            };
    }
}

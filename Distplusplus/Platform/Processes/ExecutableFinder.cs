using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Processes;

/// <summary>Finds the programs that a name means, as a shell does.</summary>
internal static class ExecutableFinder
{
    /// <summary>Where programs are searched for when nothing else is said.</summary>
    public const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    private const int MayExecute = 1;

    /// <summary>The value of PATH.</summary>
    public static string SearchPath => NativeEnvironment.Get("PATH") ?? DefaultPath;

    /// <summary>
    /// Every file called <paramref name="name"/> in the directories of PATH that may be run, in order.
    /// </summary>
    /// <param name="name">A name; one with a slash is a path and only checked.</param>
    /// <param name="path">The value of PATH.</param>
    /// <returns>Paths as found, links unresolved.</returns>
    public static IEnumerable<string> Candidates(string name, string path)
    {
        if (name.Contains('/'))
        {
            return IsRunnable(name) ? [name] : [];
        }

        return path.Split(':')
            .Select(directory => directory.Length == 0 ? name : $"{directory.TrimEnd('/')}/{name}")
            .Where(IsRunnable);
    }

    /// <summary>
    /// The first of <see cref="Candidates"/> that is not <paramref name="ourselves"/>, whatever it is called; or null.
    /// </summary>
    public static string? Find(string name, string path, FileIdentity ourselves)
        => Candidates(name, path).FirstOrDefault(
            candidate => FileIdentity.Of(candidate) is { } file && !file.IsSameFileAs(ourselves));

    private static bool IsRunnable(string candidate)
        => FileIdentity.Of(candidate) is { IsRegularFile: true } && Libc.Access(candidate, MayExecute) == 0;
}

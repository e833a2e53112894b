namespace Distplusplus.Platform;

/// <summary>Finds the programs that a name means, as a shell does.</summary>
internal static class ExecutableFinder
{
    private const int MayExecute = 1;

    /// <summary>Every file called <paramref name="name"/> in the directories of PATH that may be run, in order.</summary>
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

    private static bool IsRunnable(string candidate)
        => FileIdentity.Of(candidate) is { IsRegularFile: true } && Libc.Access(candidate, MayExecute) == 0;
}

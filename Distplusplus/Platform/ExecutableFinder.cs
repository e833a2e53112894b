namespace Distplusplus.Platform;

/// <summary>
/// Finds the program that a name means, never one of the masquerades that lead back to a launcher: compared is the
/// file, not the name.
/// </summary>
internal static class ExecutableFinder
{
    private const int MayExecute = 1;

    /// <summary>The first file called <paramref name="name"/> in the directories of <paramref name="path"/> that may be run and is not ourselves.</summary>
    /// <param name="name">A name without slash; one with a slash is only checked.</param>
    /// <param name="path">The value of PATH.</param>
    /// <param name="ourselves">The file we are.</param>
    /// <returns>Its path as found (links unresolved), or null.</returns>
    public static string? Find(string name, string path, FileIdentity ourselves)
    {
        if (name.Contains('/'))
        {
            return IsRunnable(name, ourselves) ? name : null;
        }

        foreach (var range in path.AsSpan().Split(':'))
        {
            var directory = path[range];
            var candidate = directory.Length == 0 ? name : $"{directory.TrimEnd('/')}/{name}";
            if (IsRunnable(candidate, ourselves))
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool IsRunnable(string candidate, FileIdentity ourselves)
        => FileIdentity.Of(candidate) is { IsRegularFile: true } file
            && !file.IsSameFileAs(ourselves)
            && Libc.Access(candidate, MayExecute) == 0;
}

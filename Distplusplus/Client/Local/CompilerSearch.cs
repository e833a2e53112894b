using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client.Local;

/// <summary>
/// Step 2: finds the compiler of a name, and prevents calls of ourselves. An environment variable lists the files that
/// this chain of processes already went through; none is used twice, so a wrapper or ccache that finds us again on PATH
/// gets the next program of that name, and a loop ends.
/// </summary>
internal sealed class CompilerSearch
{
    private const string VisitedVariable = "_DISTPLUSPLUS_VISITED";

    private readonly HashSet<string> _visited;
    private readonly string _path;

    public CompilerSearch(string? visited, string path)
    {
        _path = path;
        _visited = [.. (visited ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>We were called by a program that we had become: everything from here on is local.</summary>
    public bool IsInside => _visited.Count > 0;

    public static CompilerSearch FromEnvironment() => new(
        NativeEnvironment.Get(VisitedVariable),
        ExecutableFinder.SearchPath);

    /// <summary>The program of that name, or null with whether there were only such as lead back to us.</summary>
    public LocalCompiler? Find(string name, FileIdentity ourselves, out bool onlyOurselves)
    {
        onlyOurselves = false;
        if (name.Contains('/') && FileIdentity.Of(name) is { } named && named.IsSameFileAs(ourselves))
        {
            // Links on PATH and a launcher at once: the build tool found our link and names it to us.
            name = PathText.Name(name);
        }

        var isFirst = true;
        foreach (var candidate in ExecutableFinder.Candidates(name, _path))
        {
            var file = FileIdentity.Of(candidate);
            if (file is null)
            {
                isFirst = false;
                continue;
            }

            if (file.Value.IsSameFileAs(ourselves) || _visited.Contains(Mark(file.Value)))
            {
                onlyOurselves = true;
                isFirst = false;
                continue;
            }

            // Behind our links a launcher has nothing to do: it would only look for the compiler behind itself.
            if (!name.Contains('/') && Launchers.IsMasquerade(candidate))
            {
                isFirst = false;
                continue;
            }

            return new LocalCompiler(name, candidate, file.Value) { CalledAs = isFirst ? name : candidate };
        }

        return null;
    }

    /// <summary>Records our file for processes further down the chain.</summary>
    public void RememberVisit(LocalCompiler compiler)
    {
        _visited.Add(Mark(compiler.File));
        NativeEnvironment.Set(VisitedVariable, string.Join(',', _visited));
    }

    private static string Mark(FileIdentity file) => $"{file.Device:x}.{file.Inode:x}";
}

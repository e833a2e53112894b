using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Server.Compilers;

/// <summary>
/// Which programs the allow-list's directories name. A link that leads to ourselves or to another masquerade means
/// the compiler of that name on PATH outside these directories.
/// </summary>
/// <param name="Given">From the settings; empty: the defaults.</param>
/// <param name="SearchPath">The value of PATH.</param>
/// <param name="Ourselves">The file we are.</param>
internal sealed partial record CompilerDirectories(
    ImmutableArray<string> Given, string SearchPath, FileIdentity Ourselves)
{
    private static readonly string[] Masquerades = ["/usr/libexec/distplusplus", "/usr/lib/distcc"];
    private static readonly string[] System = ["/usr/bin", "/usr/local/bin"];
    private static readonly string[] Launchers =
        ["distcc", "ccache", "icecc", "sccache", "buildcache", "firebuild", "distplusplus"];

    /// <summary>
    /// Every allowed name once, where it is listed and the program it means; the path is null when there is none.
    /// </summary>
    public List<(string Name, string Listed, string? Path)> Read()
    {
        var directories = Given.Length > 0 ? Given : [.. Masquerades.Where(IsThere)];
        var names = new Dictionary<string, (string Listed, string? Path)>(StringComparer.Ordinal);
        foreach (var directory in directories)
        {
            foreach (var name in FileTree.Names(directory)
                .Where(name => Given.Length > 0 || IsDriver(name)).Order(StringComparer.Ordinal))
            {
                var listed = $"{directory.TrimEnd('/')}/{name}";
                names.TryAdd(name, (listed, Follow(listed, name, directories)));
            }
        }

        if (directories.Length == 0)
        {
            foreach (var directory in System.Where(IsOwnedByRoot))
            {
                foreach (var name in FileTree.Names(directory).Where(IsDriver).Order(StringComparer.Ordinal))
                {
                    if (Follow($"{directory}/{name}", name, directories) is { } path)
                    {
                        names.TryAdd(name, ($"{directory}/{name}", path));
                    }
                }
            }
        }

        return [.. names.Select(entry => (entry.Key, entry.Value.Listed, entry.Value.Path))];
    }

    private static bool IsThere(string directory) => FileIdentity.Of(directory) is { IsDirectory: true };

    private static bool IsOwnedByRoot(string directory)
        => FileIdentity.Of(directory) is { IsDirectory: true, Owner: 0 };

    private static bool IsDriver(string name) => DriverName().IsMatch(name);

    private string? Follow(string path, string name, ImmutableArray<string> directories)
        => IsMasquerade(path) ? OnPath(name, directories) : path;

    private bool IsMasquerade(string path)
        => FileIdentity.Of(path) is not { } file
            || file.IsSameFileAs(Ourselves)
            || (NativeFile.RealPath(path) is { } real && Launchers.Contains(PathText.Name(real)));

    private string? OnPath(string name, ImmutableArray<string> directories)
    {
        var places = directories.Select(directory => NativeFile.RealPath(directory)).ToHashSet();
        foreach (var directory in SearchPath.Split(':').Concat(System))
        {
            if (directory.StartsWith('/')
                && !places.Contains(NativeFile.RealPath(directory))
                && ExecutableFinder.Find($"{directory.TrimEnd('/')}/{name}", "", Ourselves) is { } found
                && !IsMasquerade(found))
            {
                return found;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?!c[89]9-)([A-Za-z0-9_.]+-)*(gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(-[0-9.]+)?$")]
    private static partial Regex DriverName();
}

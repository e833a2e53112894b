using System.Collections.Immutable;
using Distplusplus.Client.Local;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Diagnostics.Check;

/// <summary>Searches PATH as a build does, for programs with names of compilers. Made once per <c>check</c>.</summary>
internal static class PathSurvey
{
    /// <summary>The names we masquerade as.</summary>
    public static ImmutableArray<string> Names { get; } = ["gcc", "g++", "cc", "c++", "clang", "clang++"];

    private const int LongestWrapper = 4096;

    /// <param name="path">The value of PATH.</param>
    /// <param name="ourselves">The file we are.</param>
    public static ImmutableArray<MasqueradeName> Of(string path, FileIdentity ourselves)
        => [.. Names.Select(name => new MasqueradeName(name, Stations(name, path, ourselves)))];

    /// <summary>The first program of a name that is neither us nor a launcher; null: there is none.</summary>
    public static string? Find(string name, string path, FileIdentity ourselves)
        => ExecutableFinder.Candidates(name, path).FirstOrDefault(
            candidate => FileIdentity.Of(candidate) is { } file && !file.IsSameFileAs(ourselves)
                && !Launchers.IsMasquerade(candidate));

    private static List<PathStation> Stations(string name, string path, FileIdentity ourselves)
    {
        var stations = new List<PathStation>();
        foreach (var directory in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = $"{directory.TrimEnd('/')}/{name}";
            if (ExecutableFinder.Candidates(candidate, path).Any()
                && stations.TrueForAll(station => station.Path != candidate))
            {
                stations.Add(new PathStation(
                    candidate,
                    FileIdentity.Of(candidate) is { } file && file.IsSameFileAs(ourselves),
                    Launchers.Behind(candidate))
                {
                    CallsUs = IsScriptOfOurs(candidate),
                });
            }
        }

        return stations;
    }

    private static bool IsScriptOfOurs(string path)
    {
        try
        {
            using var file = NativeFile.Open(path, Libc.OpenReadOnly);
            var start = new byte[LongestWrapper];
            var text = NativeText.Decode(start.AsSpan(0, RandomAccess.Read(file, start, 0)));
            return text.StartsWith("#!", StringComparison.Ordinal)
                && text.Contains("distplusplus", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is NativeFileException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

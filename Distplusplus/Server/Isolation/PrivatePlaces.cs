using System.Collections.Immutable;
using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Server.Hosting;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// The paths that no compiler may read, wherever it is installed: homes, keys, and the host's own files.
/// </summary>
/// <param name="Homes">Of people, and of the user that this is.</param>
/// <param name="Own">Directories and files of this host, each with what it is.</param>
internal sealed record PrivatePlaces(ImmutableArray<string> Homes, ImmutableArray<(string Path, string What)> Own)
{
    private const string HomesOfPeople = "/home";
    private const string Cure = "install it in a directory of its own, such as /opt/NAME";

    private static readonly string[] s_keys = [".ssh", ".gnupg"];

    public static PrivatePlaces Of(ServerSettings settings)
    {
        string?[] homes =
        [
            "/root", HomesOfPeople, NativeEnvironment.Get("HOME"),
            .. FileTree.Names(HomesOfPeople).Select(name => $"{HomesOfPeople}/{name}"),
        ];
        (string? Path, string What)[] own =
        [
            (settings.Tls.Directory, "this host's keys"),
            (settings.Tls.Key ?? settings.Tls.Certificate, "this host's key"),
            (HostDirectories.ForJobs(settings), "this host's jobs"),
            (HostDirectories.StoreOf(settings), "the contents that clients sent"),
        ];
        return new PrivatePlaces(
            [.. homes.OfType<string>().Where(home => home.Length > 1).Select(Real).Distinct()],
            [.. own.Where(place => place.Path is not null).Select(place => (Real(place.Path!), place.What))]);
    }

    /// <param name="name">Whose installation it is.</param>
    /// <returns>Null: nothing private would be seen; else what would, and what to do.</returns>
    public string? Objection(string name, CompilerInstallation installation)
    {
        var shown = NativeText.ForPeople(name);
        if (Homes.FirstOrDefault(home => installation.Prefix == home || installation.Prefix == $"{home}/.local")
            is { } own)
        {
            return $"{shown} is installed in {NativeText.ForPeople(installation.Prefix)}, where {own} keeps other "
                + $"things too: {Cure}";
        }

        return installation.Places.Select(Exposed).FirstOrDefault(exposed => exposed is not null) is { } what
            ? $"{shown} would let every client's compiler read {what}: {Cure}"
            : null;
    }

    private string? Exposed(string place)
    {
        var (real, shown) = (Real(place), NativeText.ForPeople(place));
        return Homes.FirstOrDefault(home => IsIn(home, real)) is { } home ? $"{shown}, which holds the home {home}"
            : Own.FirstOrDefault(own => IsIn(own.Path, real)) is { Path: { } path, What: var what }
                ? $"{shown}, which holds {what} ({NativeText.ForPeople(path)})"
            : s_keys.FirstOrDefault(name => FileIdentity.Of($"{real}/{name}") is not null) is { } keys
                ? $"{shown}, which holds keys ({keys})"
            : null;
    }

    private static string Real(string path) => NativeFile.RealPath(path) ?? path.TrimEnd('/');

    private static bool IsIn(string path, string directory)
        => path.StartsWith(directory, StringComparison.Ordinal)
            && (path.Length == directory.Length || directory == "/" || path[directory.Length] == '/');
}

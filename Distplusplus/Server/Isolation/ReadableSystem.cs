using System.Collections.Concurrent;
using System.Collections.Immutable;
using Distplusplus.Platform.Files;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// The paths of this machine that a compiler needs: programs and libraries of the system, a few names below /etc and
/// /dev, and the compiler's own installation. No headers of the system, no home, no other data.
/// </summary>
/// <param name="given">Directories that the settings name.</param>
internal sealed class ReadableSystem(ImmutableArray<string> given, PrivatePlaces hidden)
{
    private const int OpenPathOnly = 0x200000;

    private static readonly string[] s_directories =
    [
        "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store",
        .. WithoutHeaders("/usr"),
    ];

    private static readonly string[] s_names =
    [
        "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/alternatives", "/etc/localtime", "/etc/clang",
    ];

    private readonly ConcurrentDictionary<string, CompilerInstallation?> _installations = new(StringComparer.Ordinal);

    /// <summary>Devices a program may take for granted; these may be written to.</summary>
    public static ImmutableArray<string> Devices { get; } =
        [.. new[] { "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom" }.Where(IsThere)];

    /// <summary>Every directory and file that is there, links as they are.</summary>
    public ImmutableArray<string> Places { get; } = [.. s_directories.Concat(s_names).Concat(given).Where(IsThere)];

    /// <summary>A place opened for nothing but naming it.</summary>
    /// <exception cref="NativeFileException">It is gone.</exception>
    public static SafeFileHandle Open(string place) => NativeFile.Open(place, OpenPathOnly);

    /// <summary>The directories of a compiler that lies in none of the places.</summary>
    public ImmutableArray<string> InstallationOf(string compiler) => Find(compiler)?.Places ?? [];

    /// <summary>The private data that compilers could read; null if there is none.</summary>
    /// <param name="compiler">Null: with the settings alone.</param>
    public string? Objection(string? compiler)
        => compiler is not null
            ? Find(compiler) is { } installation ? hidden.Objection(compiler, installation) : null
            : given.Select(place => hidden.Objection("`readable`", new CompilerInstallation(place, [place])))
                .FirstOrDefault(objection => objection is not null);

    private CompilerInstallation? Find(string compiler) => _installations.GetOrAdd(compiler, path =>
    {
        var real = NativeFile.RealPath(path) ?? path;
        if (Places.Any(place => real.StartsWith($"{NativeFile.RealPath(place)}/", StringComparison.Ordinal)))
        {
            return null;
        }

        return CompilerInstallation.Of(real);
    });

    /// <summary>
    /// The entries of a directory without its headers: a source that includes one by its absolute name must not get
    /// the host's in place of the client's.
    /// </summary>
    private static IEnumerable<string> WithoutHeaders(string directory)
        => FileTree.Names(directory)
            .Where(name => name is not ("include" or "src"))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{directory}/{name}")
            .Where(place => NativeFile.RealPath(place) is { } real
                && (real == place || (real.StartsWith("/usr/", StringComparison.Ordinal) && !HasHeaders(real))))
            .SelectMany(place => HasHeaders(place) ? WithoutHeaders(place) : [place]);

    private static bool HasHeaders(string directory) => IsThere($"{directory}/include");

    private static bool IsThere(string path) => FileIdentity.Of(path) is not null;
}

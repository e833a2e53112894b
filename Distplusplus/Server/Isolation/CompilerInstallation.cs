using System.Collections.Immutable;
using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// The directories of a compiler that is installed outside the system: programs, libraries and headers beside it, and
/// nothing else below its prefix.
/// </summary>
/// <param name="Prefix">What it is installed in.</param>
/// <param name="Places">The directories of it that the compiler needs.</param>
internal sealed record CompilerInstallation(string Prefix, ImmutableArray<string> Places)
{
    private static readonly string[] s_libraries = ["lib", "lib32", "lib64", "libx32", "libexec"];
    private static readonly string[] s_parts = ["bin", .. s_libraries, "include", "share"];

    /// <param name="program">The compiler's real path.</param>
    public static CompilerInstallation Of(string program)
    {
        var directory = program[..program.LastIndexOf('/')];
        var prefix = directory[..Math.Max(directory.LastIndexOf('/'), 0)];
        if (!directory.EndsWith("/bin", StringComparison.Ordinal) || prefix.Length == 0
            || !s_libraries.Any(name => IsDirectory($"{prefix}/{name}")))
        {
            var place = directory.Length == 0 ? "/" : directory;
            return new CompilerInstallation(place, [place]);
        }

        // A gcc keeps the headers, libraries and assembler of a target in a directory of the target's name.
        var targets = s_libraries.SelectMany(name => FileTree.Names($"{prefix}/{name}/gcc"));
        return new CompilerInstallation(
            prefix,
            [.. s_parts.Concat(targets).Distinct().Select(name => $"{prefix}/{name}").Where(IsOwn(prefix))]);
    }

    /// <summary>A link may lead to anything.</summary>
    private static Func<string, bool> IsOwn(string prefix)
        => place => IsDirectory(place)
            && NativeFile.RealPath(place)?.StartsWith($"{prefix}/", StringComparison.Ordinal) is true;

    private static bool IsDirectory(string path) => FileIdentity.Of(path) is { IsDirectory: true };
}

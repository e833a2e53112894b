using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// From version 15 on clang takes a map of names as a wish for reproducible ones and drops the "./" of __FILE__, which
/// is not what the client asked for.
/// </summary>
internal static class ClangFiles
{
    private const int First = 15;

    /// <summary>Tells whether our prefix map would make clang reproducible, without one of the client.</summary>
    /// <param name="version">"Debian clang version 16.0.6".</param>
    public static bool AreMadeReproducible(string version, IEnumerable<ParsedOption> options)
        => CompilerVersion.Major(version) >= First
            && !options.Any(option => option.Entry.Name
                is "-ffile-prefix-map=" or "-fmacro-prefix-map=" or "-ffile-compilation-dir="
                    or "-ffile-reproducible" or "-fno-file-reproducible");
}

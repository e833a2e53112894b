using System.Globalization;

namespace Distplusplus.Compiler;

/// <summary>
/// From version 15 on clang takes a map of names as a wish for reproducible ones and drops the "./" of __FILE__, and
/// warns of line marks under -Wpedantic: neither is what the client asked for.
/// </summary>
internal static class ClangFiles
{
    private const int First = 15;

    /// <summary>Whether a map of ours would do that, where nothing of the client's does.</summary>
    /// <param name="version">"Debian clang version 16.0.6".</param>
    public static bool AreMadeReproducible(string version, IEnumerable<ParsedOption> options)
        => Major(version) >= First
            && !options.Any(option => option.Entry.Name
                is "-ffile-prefix-map=" or "-fmacro-prefix-map=" or "-ffile-compilation-dir="
                    or "-ffile-reproducible" or "-fno-file-reproducible");

    /// <summary>Whether a text's own line marks would be warned of.</summary>
    public static bool AreMarksWarnedOf(string version) => Major(version) >= First;

    private static int Major(string version)
    {
        const string Before = "clang version ";
        var at = version.IndexOf(Before, StringComparison.Ordinal);
        var number = at < 0 ? string.Empty : version[(at + Before.Length)..].Split('.')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}

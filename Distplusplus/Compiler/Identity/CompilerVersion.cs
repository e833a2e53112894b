using System.Globalization;

namespace Distplusplus.Compiler.Identity;

/// <summary>Reads the version line of a fingerprint.</summary>
internal static class CompilerVersion
{
    /// <summary>The major version: 16 of "Debian clang version 16.0.6"; 0 if unknown.</summary>
    public static int Major(string version)
    {
        const string Before = "version ";
        var at = version.IndexOf(Before, StringComparison.Ordinal);
        var number = at < 0 ? string.Empty : version[(at + Before.Length)..].Split('.')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}

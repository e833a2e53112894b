namespace Distplusplus.Compiler.Identity;

/// <summary>
/// A target other than the compiler's default. A clang with such a target equals the clang whose default it is, if the
/// fingerprints match; a gcc has one target only.
/// </summary>
internal static class ForeignTarget
{
    private const int Longest = 64;

    /// <summary>Tells whether a name that a client sends may become part of an option.</summary>
    public static bool IsName(string target)
        => target.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(target[0])
            && target.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    public static string Option(string target) => $"--target={target}";

    /// <summary>An option that calls the assembler of the machine, which no fingerprint knows.</summary>
    public static string? Obstacle(IEnumerable<string> options)
        => options.FirstOrDefault(option => option is "-fno-integrated-as" or "-no-integrated-as");
}

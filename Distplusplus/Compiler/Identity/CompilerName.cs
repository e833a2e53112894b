using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>The parts of a compiler's program name: target prefix, kind, version.</summary>
internal static class CompilerName
{
    private const int Longest = 64;

    /// <summary>Tells whether a program of this name acts as a compiler.</summary>
    /// <param name="name">Without directory.</param>
    public static bool LooksLikeCompiler(string name)
        => StemOf(name) is "gcc" or "g++" or "cc" or "c++" or "clang" or "clang++" or "c89" or "c99";

    /// <summary>gcc or clang, C or C++, where the name tells; null for cc, c++, c89, c99 and anything else.</summary>
    public static CompilerDriver? DriverOf(string name) => StemOf(name) switch
    {
        "gcc" => new CompilerDriver(CompilerFamily.Gcc, IsCxx: false),
        "g++" => new CompilerDriver(CompilerFamily.Gcc, IsCxx: true),
        "clang" => new CompilerDriver(CompilerFamily.Clang, IsCxx: false),
        "clang++" => new CompilerDriver(CompilerFamily.Clang, IsCxx: true),
        _ => null,
    };

    /// <summary>
    /// Tells whether a compiler of this name compiles C sources as C++; known even where the family is not (c++).
    /// </summary>
    public static bool IsCxx(string name) => StemOf(name) is "g++" or "c++" or "clang++";

    /// <summary>
    /// Tells whether a compiler of this family reads its command line, under this name, as a compiler of C and C++
    /// does: clang has other modes too (clang-cl, cpp, flang).
    /// </summary>
    public static bool IsDriverOf(string name, CompilerFamily family)
        => name.Length <= Longest
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '_')
            && LooksLikeCompiler(name)
            && (DriverOf(name) is not { } driver || driver.Family == family);

    private static string? StemOf(string name)
    {
        var stem = name.AsSpan();

        // "-12", "-12.2", "12": a version at the end.
        var end = stem.Length;
        while (end > 0 && (char.IsAsciiDigit(stem[end - 1]) || stem[end - 1] == '.'))
        {
            end--;
        }

        if (end < stem.Length && end > 0 && (stem[end - 1] == '-' || !EndsLikeC89(stem)))
        {
            stem = stem[..end];
            stem = stem.EndsWith("-") ? stem[..^1] : stem;
        }

        // "x86_64-linux-gnu-": a target in front.
        var dash = stem.LastIndexOf('-');
        return (dash < 0 ? stem : stem[(dash + 1)..]) switch
        {
            "gcc" => "gcc",
            "g++" => "g++",
            "cc" => "cc",
            "c++" => "c++",
            "clang" => "clang",
            "clang++" => "clang++",
            "c89" when dash < 0 => "c89",
            "c99" when dash < 0 => "c99",
            _ => null,
        };
    }

    private static bool EndsLikeC89(ReadOnlySpan<char> name) => name is "c89" or "c99";
}

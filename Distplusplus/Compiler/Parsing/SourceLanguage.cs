using Distplusplus.Compiler.Identity;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>Languages: by suffix, by -x, and as the option for a host's compiler.</summary>
internal static class SourceLanguage
{
    /// <summary>The language of -x NAME.</summary>
    /// <param name="reason">Set where nothing can be sent.</param>
    public static Language FromName(string name, out LocalReason? reason)
    {
        reason = null;
        switch (name)
        {
            case "c": return Language.C;
            case "c++": return Language.Cxx;
            case "objective-c": return Language.ObjectiveC;
            case "objective-c++": return Language.ObjectiveCxx;
            case "assembler": return Language.Assembler;
            case "assembler-with-cpp": return Language.AssemblerWithCpp;
            case "cpp-output": return Language.PreprocessedC;
            case "c++-cpp-output": return Language.PreprocessedCxx;
            default:
                reason = name.EndsWith("header", StringComparison.Ordinal)
                    || name.EndsWith("header-unit", StringComparison.Ordinal)
                    ? LocalReason.PrecompiledHeader
                    : name.EndsWith("module", StringComparison.Ordinal) ? LocalReason.Modules
                    : LocalReason.UnsupportedLanguage;
                return Language.Unspecified;
        }
    }

    /// <summary>The language of a source's suffix.</summary>
    /// <param name="reason">Set where nothing can be sent.</param>
    public static Language FromSuffix(string source, CompilerDriver driver, out LocalReason? reason)
    {
        reason = null;
        var slash = source.LastIndexOf('/');
        var dot = source.LastIndexOf('.');
        switch (dot > slash ? source[dot..] : "")
        {
            case ".c":
                // clang++ says that this is deprecated; with an explicit -x on the host it would not.
                reason = driver is { IsCxx: true, Family: CompilerFamily.Clang } ? LocalReason.DriverWarning : null;
                return driver.IsCxx ? Language.Cxx : Language.C;
            case ".i":
                reason = driver is { IsCxx: true, Family: CompilerFamily.Clang } ? LocalReason.DriverWarning : null;
                return driver.IsCxx ? Language.PreprocessedCxx : Language.PreprocessedC;
            case ".cc" or ".cp" or ".cxx" or ".cpp" or ".CPP" or ".c++" or ".C":
                return Language.Cxx;
            case ".ii":
                return Language.PreprocessedCxx;
            case ".m":
                reason = driver is { IsCxx: true, Family: CompilerFamily.Clang } ? LocalReason.DriverWarning : null;
                return Language.ObjectiveC;
            case ".mm" or ".M":
                return Language.ObjectiveCxx;
            case ".s":
                return Language.Assembler;
            case ".S" or ".sx":
                return Language.AssemblerWithCpp;
            case ".h" or ".hh" or ".H" or ".hp" or ".hxx" or ".hpp" or ".HPP" or ".h++" or ".tcc":
                reason = LocalReason.PrecompiledHeader;
                return Language.Unspecified;
            case ".cppm" or ".ixx" or ".c++m" or ".cxxm" or ".ccm" or ".pcm":
                reason = LocalReason.Modules;
                return Language.Unspecified;
            case ".mi" or ".mii" or ".ll" or ".bc" or ".cu" or ".cl" or ".hip" or ".f" or ".for" or ".F" or ".f90"
                or ".F90" or ".f95" or ".f03" or ".f08" or ".fpp" or ".FPP" or ".adb" or ".ads" or ".d" or ".go"
                or ".ast" or ".rs" or ".java" or ".mod" or ".zig":
                reason = LocalReason.UnsupportedLanguage;
                return Language.Unspecified;
            default:
                reason = LocalReason.LinkerInput;
                return Language.Unspecified;
        }
    }

    /// <summary>Tells whether a file of this name is a source, in any language.</summary>
    public static bool IsSource(string name)
        => FromSuffix(name, new CompilerDriver(CompilerFamily.Gcc, IsCxx: false), out var reason)
                != Language.Unspecified
            || reason is LocalReason.UnsupportedLanguage or LocalReason.Modules;

    /// <summary>True if no preprocessor runs: the source is preprocessed, or plain assembly.</summary>
    public static bool IsPreprocessed(Language language)
        => language is Language.PreprocessedC or Language.PreprocessedCxx or Language.Assembler;

    public static bool IsCxx(Language language)
        => language is Language.Cxx or Language.ObjectiveCxx or Language.PreprocessedCxx;

    /// <summary>The value of -x for the source itself.</summary>
    public static string Name(Language language) => language switch
    {
        Language.C => "c",
        Language.Cxx => "c++",
        Language.ObjectiveC => "objective-c",
        Language.ObjectiveCxx => "objective-c++",
        Language.Assembler => "assembler",
        Language.AssemblerWithCpp => "assembler-with-cpp",
        Language.PreprocessedC => "cpp-output",
        Language.PreprocessedCxx => "c++-cpp-output",
        Language.Unspecified => "none",
    };
}

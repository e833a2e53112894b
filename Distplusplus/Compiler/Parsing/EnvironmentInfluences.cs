using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// The environment variables that change the behaviour of gcc or clang in ways that a host cannot reproduce.
/// </summary>
internal static class EnvironmentInfluences
{
    private static readonly string[] s_dependencies = ["DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES"];

    private static readonly string[] s_names =
    [
        .. s_dependencies, "GCC_COMPARE_DEBUG", "COMPILER_PATH", "GCC_EXEC_PREFIX",
        "GCC_EXTRA_DIAGNOSTIC_OUTPUT", "QA_OVERRIDE_GCC3_OPTIONS", "CCC_OVERRIDE_OPTIONS", "CCC_ADD_ARGS",
        "CC_PRINT_HEADERS", "CC_PRINT_OPTIONS", "CC_LOG_DIAGNOSTICS", "CC_PRINT_INTERNAL_STAT",
        "CC_PRINT_PROC_STAT", "CLANG_CONFIG_PATH", "CLANG_NO_DEFAULT_CONFIG", "EXPERIMENTAL_SARIF_SOCKET",
    ];

    /// <summary>The first one that is set and matters, or null.</summary>
    /// <param name="asksForDependencies">-MD or the like is given: gcc then follows it and no variable.</param>
    public static string? Find(
        CompilerFamily family, bool asksForDependencies, Func<string, string?> environment)
    {
        // clang from 13 to 16 has never heard of them.
        var unread = family == CompilerFamily.Clang || asksForDependencies ? s_dependencies : [];
        return Array.Find(s_names, name => environment(name) is not null && !unread.Contains(name));
    }
}

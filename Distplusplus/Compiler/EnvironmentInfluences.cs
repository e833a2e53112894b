namespace Distplusplus.Compiler;

/// <summary>
/// Variables of the environment that change what gcc or clang do or write in ways no host can follow.
/// </summary>
internal static class EnvironmentInfluences
{
    public static readonly string[] Names =
    [
        "DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES", "GCC_COMPARE_DEBUG", "COMPILER_PATH", "GCC_EXEC_PREFIX",
        "GCC_EXTRA_DIAGNOSTIC_OUTPUT", "QA_OVERRIDE_GCC3_OPTIONS", "CCC_OVERRIDE_OPTIONS", "CCC_ADD_ARGS",
        "CC_PRINT_HEADERS", "CC_PRINT_OPTIONS", "CC_LOG_DIAGNOSTICS", "CC_PRINT_INTERNAL_STAT",
        "CC_PRINT_PROC_STAT", "CLANG_CONFIG_PATH", "CLANG_NO_DEFAULT_CONFIG", "EXPERIMENTAL_SARIF_SOCKET",
    ];

    /// <summary>The first one that is set, or null.</summary>
    public static string? Find(Func<string, string?> environment)
        => Array.Find(Names, name => environment(name) is not null);
}

using Distplusplus.Platform.Files;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// Sources that configure, CMake and meson write to ask a question of the compiler: many, tiny, one after the other,
/// and about this machine.
/// </summary>
internal static class ConfigureProbes
{
    private static readonly string[] s_directories =
    [
        "CMakeFiles/CMakeTmp/", "CMakeFiles/CMakeScratch/", "CMakeFiles/3.", "CMakeFiles/4.", "meson-private/",
    ];

    public static bool IsProbe(string source)
    {
        var name = PathText.Name(source).AsSpan();
        if (name.StartsWith("conftest.") || name.StartsWith("_configtest.")
            || name.StartsWith("CMakeCCompilerId.") || name.StartsWith("CMakeCXXCompilerId.")
            || name.StartsWith("CMakeCCompilerABI.") || name.StartsWith("CMakeCXXCompilerABI.")
            || name.StartsWith("testCCompiler.") || name.StartsWith("testCXXCompiler."))
        {
            return true;
        }

        foreach (var directory in s_directories)
        {
            if (source.Contains(directory, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

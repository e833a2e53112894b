using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Parsing;

/// <summary>clang's options for the recorded working directory.</summary>
internal static class CompilationDirectory
{
    /// <summary>Tells whether the option sets the directory in debug information.</summary>
    public static bool IsSetBy(ParsedOption option) => option.Entry.Name
        is "-fdebug-compilation-dir" or "-fdebug-compilation-dir=" or "-ffile-compilation-dir=";
}

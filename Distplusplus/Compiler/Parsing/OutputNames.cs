using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// The names of output files that gcc (11 and later fully, older ones for the supported options) and clang choose.
/// </summary>
internal static class OutputNames
{
    /// <summary>The object or assembly when there is no -o: in the working directory.</summary>
    public static string ImpliedMain(string source, Stage stage)
        => BaseStem(source) + (stage == Stage.Assembly ? ".s" : ".o");

    /// <summary>The dependency file when there is no -MF.</summary>
    public static string ImpliedDependencies(string source, string? output)
        => output is null ? BaseStem(source) + ".d" : WithoutSuffix(output, keepHidden: false) + ".d";

    /// <summary>The target of a dependency rule when there is neither -MT nor -MQ.</summary>
    /// <param name="byPreprocessor">Asked with -Wp,-MD of gcc, whose preprocessor knows nothing of -o.</param>
    public static string ImpliedTarget(string source, string? output, bool byPreprocessor)
        => output is null || byPreprocessor ? BaseStem(source) + ".o" : output;

    /// <summary>A file beside the object: .dwo, .su, .ci …</summary>
    public static string Beside(string source, string? output, string suffix, CompilerFamily family)
        => (output is null
            ? BaseStem(source)
            : WithoutSuffix(output, keepHidden: family == CompilerFamily.Gcc)) + suffix;

    private static string BaseStem(string source)
        => WithoutSuffix(PathText.Name(source), keepHidden: false);

    // gcc takes ".o" for a name without suffix where it derives auxiliary names, but not for dependency files.
    private static string WithoutSuffix(string path, bool keepHidden)
    {
        var start = path.LastIndexOf('/') + 1;
        var dot = path.LastIndexOf('.');
        return dot < start || (keepHidden && dot == start) ? path : path[..dot];
    }
}

using System.Collections.Immutable;
using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// One compile of one source, taken apart. Made by CommandLineSurvey, lives as long as the client's run.
/// Its twin on the host is HostCommandLine, which puts a command line together again.
/// </summary>
/// <param name="Family">Whose options these are.</param>
/// <param name="Language">From -x, else the source's suffix and the driver (g++ compiles .c as C++).</param>
/// <param name="Stage">-c or -S.</param>
/// <param name="Source">As written on the command line.</param>
/// <param name="Output">
/// The value of -o; the compiler's default (source's base name in the working directory) when none was given.
/// </param>
/// <param name="Options">Every other option in its order, dependency options included; response files expanded.</param>
/// <param name="Dependencies">The dependency file asked for, if any.</param>
/// <param name="Outputs">Every file the compile writes; the first is the object or assembly.</param>
internal sealed record CompileCommand(
    CompilerFamily Family,
    Language Language,
    Stage Stage,
    string Source,
    string Output,
    ImmutableArray<ParsedOption> Options,
    DependencyRequest? Dependencies,
    ImmutableArray<OutputFile> Outputs)
{
    /// <summary>The meaning of "native" among the options; null if none uses it.</summary>
    public NativeTargetFlags? Native { get; init; }
}

/// <summary>A file the compile writes.</summary>
/// <param name="Path">As the compiler is told: absolute, or relative to the working directory.</param>
internal sealed record OutputFile(OutputKind Kind, string Path);

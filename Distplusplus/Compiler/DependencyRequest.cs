using System.Collections.Immutable;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>The dependency options (-MD, -MMD, -MF, -MT, -MQ, -MP, -MG and their -Wp, forms) of a compile, resolved.</summary>
/// <param name="File">Where the compiler writes it: -MF, or what the compiler derives from -o or the source.</param>
/// <param name="FileIsImplied">No -MF was given.</param>
/// <param name="SystemHeaders">-MD rather than -MMD.</param>
/// <param name="Targets">-MT and -MQ in order; where none was given, the one the compiler derives (quoted as -MQ does).</param>
internal sealed record DependencyRequest(
    string File,
    bool FileIsImplied,
    bool SystemHeaders,
    bool PhonyTargets,
    bool MissingGenerated,
    ImmutableArray<DependencyTarget> Targets);

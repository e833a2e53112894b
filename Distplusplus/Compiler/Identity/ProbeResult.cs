namespace Distplusplus.Compiler.Identity;

/// <summary>The answer of a compiler to a query of <see cref="CompilerInspector"/>.</summary>
internal sealed record ProbeResult(int ExitCode, string Output, string Error);

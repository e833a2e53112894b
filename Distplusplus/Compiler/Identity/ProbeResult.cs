namespace Distplusplus.Compiler.Identity;

/// <summary>What a compiler answered a question of <see cref="CompilerInspector"/>.</summary>
internal sealed record ProbeResult(int ExitCode, string Output, string Error);

namespace Distplusplus.Compiler;

/// <summary>An option of a command line as the option table reads it.</summary>
/// <param name="Arguments">As written: one argument, or two when the value stood apart.</param>
internal sealed record ParsedOption(System.Collections.Immutable.ImmutableArray<string> Arguments);

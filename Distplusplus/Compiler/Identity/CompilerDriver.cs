using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>The compiler that reads a command line: its family, and whether it is for C++.</summary>
/// <param name="IsCxx">g++ or clang++: plain C suffixes mean C++.</param>
internal sealed record CompilerDriver(CompilerFamily Family, bool IsCxx);

using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>Whose command line it is.</summary>
/// <param name="IsCxx">g++ or clang++: plain C suffixes mean C++.</param>
internal sealed record CompilerDriver(CompilerFamily Family, bool IsCxx);

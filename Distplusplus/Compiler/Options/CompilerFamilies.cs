namespace Distplusplus.Compiler.Options;

/// <summary>The compiler families that know an option.</summary>
[Flags]
internal enum CompilerFamilies
{
    Gcc = 1,
    Clang = 2,
    Both = Gcc | Clang,
}

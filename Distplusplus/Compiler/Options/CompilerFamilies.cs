namespace Distplusplus.Compiler.Options;

/// <summary>Who knows an option.</summary>
[Flags]
internal enum CompilerFamilies
{
    Gcc = 1,
    Clang = 2,
    Both = Gcc | Clang,
}

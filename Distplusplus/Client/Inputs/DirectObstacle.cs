namespace Distplusplus.Client.Inputs;

/// <summary>
/// Why the files a compile may look at cannot be known without preprocessing. Stable names, in logs and docs.
/// </summary>
internal enum DirectObstacle
{
    /// <summary>An #include whose name only the compiler can compute.</summary>
    ComputedInclude,

    /// <summary>A stdc-predef.h that would replace the one that gcc includes implicitly.</summary>
    ImplicitInclude,

    /// <summary>.incbin or .include in assembler text: the assembler reads a file no preprocessor names.</summary>
    AssemblerInclude,

    /// <summary>An import or module declaration, or an option that switches modules on.</summary>
    Modules,

    /// <summary>A precompiled header that the compiler would use.</summary>
    PrecompiledHeader,

    /// <summary>An option that finds files in ways of its own (-ivfsoverlay, -F, a header map …).</summary>
    Option,

    /// <summary>A path that climbs above the root directory.</summary>
    ClimbsAboveRoot,

    /// <summary>A file that is there but cannot be read, or is no regular file.</summary>
    Unreadable,

    /// <summary>A file that was changed while it was read.</summary>
    Changing,

    /// <summary>One file under two names, which the compiler would see as one and on a host would be two.</summary>
    HardLinks,

    /// <summary>The source is not there.</summary>
    NoSource,

    /// <summary>The compiler did not tell where it searches.</summary>
    SearchDirectories,

    /// <summary>More files, or longer names, than any offer may carry.</summary>
    TooMuch,
}

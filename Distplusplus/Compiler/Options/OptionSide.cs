namespace Distplusplus.Compiler.Options;

/// <summary>The stage of the compile that an option affects.</summary>
internal enum OptionSide
{
    /// <summary>The compile itself.</summary>
    Compile,

    /// <summary>
    /// Linking, which a compile with -c or -S does not do. clang warns of such options, so it is shown them.
    /// </summary>
    Link,

    /// <summary>Removed and sent in fields of their own: -c, -o, -x and the dependency options.</summary>
    Command,
}

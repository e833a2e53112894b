namespace Distplusplus.Compiler.Options;

/// <summary>The stage of the compile that an option affects.</summary>
internal enum OptionSide
{
    /// <summary>Preprocessing and everything after it: dialect, target, warnings.</summary>
    Both,

    /// <summary>Preprocessing alone.</summary>
    Preprocess,

    /// <summary>Everything after preprocessing.</summary>
    Codegen,

    /// <summary>
    /// Linking, which a compile with -c or -S does not do. clang warns of such options, so it is shown them.
    /// </summary>
    Link,

    /// <summary>Removed and sent in fields of their own: -c, -o, -x and the dependency options.</summary>
    Command,
}

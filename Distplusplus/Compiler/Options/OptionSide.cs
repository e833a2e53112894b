namespace Distplusplus.Compiler.Options;

/// <summary>Which part of the work an option speaks to.</summary>
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

    /// <summary>Taken out and said anew in fields of their own: -c, -o, -x and the dependency options.</summary>
    Command,
}

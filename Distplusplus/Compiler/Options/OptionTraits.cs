namespace Distplusplus.Compiler.Options;

/// <summary>Additional properties of an option.</summary>
[Flags]
internal enum OptionTraits
{
    None = 0,

    /// <summary>Changes the default search directories of the compiler.</summary>
    ChangesDirectories = 1,

    /// <summary>Its value may be "native": this machine's processor.</summary>
    MayBeNative = 2,

    /// <summary>clang uses it only to find directories; named but unused it would be warned of.</summary>
    OnlyFindsDirectories = 4,

    /// <summary>
    /// File names reach the object past every prefix map: the job needs a tree that is mounted as "/".
    /// </summary>
    WritesPlaces = 8,
}

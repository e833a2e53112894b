namespace Distplusplus.Compiler.Options;

/// <summary>Additional properties of an option.</summary>
[Flags]
internal enum OptionTraits
{
    None = 0,

    /// <summary>Changes the directories the compiler searches by itself.</summary>
    ChangesDirectories = 1,

    /// <summary>Its value may be "native": this machine's processor.</summary>
    MayBeNative = 2,

    /// <summary>clang uses it only to find directories; named but unused it would be warned of.</summary>
    OnlyFindsDirectories = 4,

    /// <summary>
    /// Names of files go into the object past every map: it is for the source itself, in a tree that stands at "/".
    /// </summary>
    WritesPlaces = 8,
}

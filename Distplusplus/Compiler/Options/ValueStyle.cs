namespace Distplusplus.Compiler.Options;

/// <summary>The ways in which options take values.</summary>
internal enum ValueStyle
{
    /// <summary>It has none; the name is the whole argument.</summary>
    None,

    /// <summary>The rest of the argument, which may be empty: -std=c99, -Wl,x.</summary>
    Joined,

    /// <summary>The next argument: -target x.</summary>
    Separate,

    /// <summary>The rest of the argument, or the next one where nothing is left: -Idir, -I dir.</summary>
    JoinedOrSeparate,
}

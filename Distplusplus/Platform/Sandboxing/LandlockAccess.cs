namespace Distplusplus.Platform.Sandboxing;

/// <summary>What a rule of <see cref="Landlock"/> allows.</summary>
internal enum LandlockAccess
{
    /// <summary>To read, and to start as a program.</summary>
    Run,

    Read,

    /// <summary>To read, write, make and remove files; to start none.</summary>
    Change,
}

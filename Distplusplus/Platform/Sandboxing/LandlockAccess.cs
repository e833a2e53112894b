namespace Distplusplus.Platform.Sandboxing;

/// <summary>The access rights of a rule of <see cref="Landlock"/>.</summary>
internal enum LandlockAccess
{
    /// <summary>To read, and to start as a program.</summary>
    Run,

    Read,

    /// <summary>To read, write, make and remove files; to start none.</summary>
    Change,
}

namespace Distplusplus.Platform.Processes;

/// <summary>Where a child's standard stream leads.</summary>
internal enum ProcessStream
{
    /// <summary>To where ours leads.</summary>
    Inherited,

    /// <summary>Through a pipe to us.</summary>
    Piped,

    /// <summary>To /dev/null.</summary>
    Null,

    /// <summary>To a directory: nothing can be read, also not by a file that includes /dev/stdin.</summary>
    Unreadable,
}

using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Processes;

/// <summary>
/// The identity of the build that this process belongs to: a number that all processes of one build tool share.
/// </summary>
internal static partial class BuildSession
{
    /// <summary>
    /// The process group, which a shell gives to a whole command line and make to all its children. If the group has no
    /// meaning, being that of a session or of this process alone, the parent: ninja, or a make without a terminal.
    /// </summary>
    public static int Number()
    {
        var group = Group();
        return group != Environment.ProcessId && group != Session(0) ? group : Parent();
    }

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int Group();

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int Session(int process);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();
}

using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Processes;

/// <summary>Replaces this process by another program (execve).</summary>
internal static unsafe class BecomeProcess
{
    /// <summary>Returns only when the program cannot be run.</summary>
    /// <returns>errno.</returns>
    public static int Execute(string path, IReadOnlyList<string> arguments)
    {
        IgnoredSignals.GiveBack();
        using var native = new NativeStrings(arguments);
        Libc.Execute(path, native.Pointer);
        return Marshal.GetLastPInvokeError();
    }
}

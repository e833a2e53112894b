using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Processes;

/// <summary>The way out that always works: this process becomes another program and is gone.</summary>
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

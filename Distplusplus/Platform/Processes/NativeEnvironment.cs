using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Processes;

/// <summary>The environment of the C library: bytes, and changes reach the processes we start or become.</summary>
internal static unsafe class NativeEnvironment
{
    /// <summary>C's <c>environ</c>.</summary>
    public static byte** Pointer => *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

    /// <summary>A variable's value, or null when it is not set.</summary>
    public static string? Get(string name)
    {
        var value = Libc.GetEnvironment(name);
        return value is null ? null : NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value));
    }

    /// <summary>Sets a variable; null removes it.</summary>
    public static void Set(string name, string? value)
        => _ = value is null ? Libc.UnsetEnvironment(name) : Libc.SetEnvironment(name, value, 1);

    /// <summary>Every variable, "NAME=value".</summary>
    public static List<string> All()
    {
        var all = new List<string>();
        for (var entry = Pointer; *entry is not null; entry++)
        {
            all.Add(NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry)));
        }

        return all;
    }
}

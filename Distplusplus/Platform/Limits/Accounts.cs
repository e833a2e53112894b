using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Distplusplus.Platform.Limits;

/// <summary>Users and groups of this machine, by name or number. Asked by hosts at their start.</summary>
internal static unsafe partial class Accounts
{
    // In struct group of Linux the number follows two pointers.
    private const int NumberAt = 16;

    /// <summary>The number of a user, written as such or as a name; null: there is none.</summary>
    public static uint? User(string name) => Number(name) ?? UserAccount.Find(name)?.Id;

    /// <summary>The number of a group, written as such or as a name; null: there is none.</summary>
    public static uint? Group(string name) => Number(name) ?? NumberIn(GroupEntry(name));

    private static uint? Number(string name)
        => uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static uint? NumberIn(byte* entry) => entry is null ? null : *(uint*)(entry + NumberAt);

    [LibraryImport("libc", EntryPoint = "getgrnam")]
    private static partial byte* GroupEntry([MarshalUsing(typeof(NativeTextMarshaller))] string name);
}

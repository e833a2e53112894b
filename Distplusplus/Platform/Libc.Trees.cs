using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Distplusplus.Platform.Sandboxing;

namespace Distplusplus.Platform;

/// <content>What trees of files, and kernel locks need.</content>
internal static unsafe partial class Libc
{
    public const int OpenDirectory = 0x10000;
    public const int OpenNoFollow = 0x20000;
    public const int OpenNonBlocking = 0x800;
    public const int AtRemoveDirectory = 0x200;

    public const int ErrorPermission = 1;
    public const int ErrorAccess = 13;
    public const int ErrorLoop = 40;
    public const int ErrorCrossDevice = 18;

    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint GetDirectoryEntries(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(
        int directory, [MarshalUsing(typeof(NativeTextMarshaller))] string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(
        int directory, [MarshalUsing(typeof(NativeTextMarshaller))] string name, int flags);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true)]
    public static partial int RemoveDirectory([MarshalUsing(typeof(NativeTextMarshaller))] string path);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true)]
    public static partial int ChangeMode([MarshalUsing(typeof(NativeTextMarshaller))] string path, uint mode);

    /// <summary>As user or group: leave it as it is.</summary>
    public const uint Unchanged = uint.MaxValue;

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true)]
    public static partial int ChangeOwner(
        [MarshalUsing(typeof(NativeTextMarshaller))] string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    /// <param name="limit">struct rlimit: soft, hard.</param>
    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    public static partial int SetLimit(int process, int resource, long* limit, long* old);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int SpawnBytes(
        int* process, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int id, byte* information, int options);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint MapMemory(
        void* wanted, nint length, int protection, int flags, int descriptor, long offset);

    /// <param name="stack">Its upper end.</param>
    [LibraryImport("libc", EntryPoint = "clone", SetLastError = true)]
    public static partial int Clone(
        delegate* unmanaged<ConfinedSpawn.Plan*, int> entry, byte* stack, int flags, void* argument);
}

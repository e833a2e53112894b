using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Distplusplus.Platform;

/// <summary>The calls to the C library that .NET does not offer. Strings are <see cref="NativeText"/>.</summary>
internal static unsafe partial class Libc
{
    public const int AtFdCwd = -100;
    public const int AtSymlinkNoFollow = 0x100;

    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenTruncate = 0x200;
    public const int OpenAppend = 0x400;
    public const int OpenCloseOnExec = 0x80000;

    public const int ErrorNoEntry = 2;
    public const int ErrorNotExecutable = 8; // ENOEXEC
    public const int ErrorInterrupted = 4;
    public const int ErrorExists = 17;
    public const int ErrorNotDirectory = 20;

    public const int SignalHangUp = 1;
    public const int SignalInterrupt = 2;
    public const int SignalKill = 9;
    public const int SignalPipe = 13;
    public const int SignalTerminate = 15;
    public const int SignalFileSize = 25;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int Statx(
        int directory,
        [MarshalUsing(typeof(NativeTextMarshaller))] string path,
        int flags,
        uint mask,
        byte* buffer);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatxBytes(int directory, byte* path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static partial int Open([MarshalUsing(typeof(NativeTextMarshaller))] string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    public static partial int MakeDirectory([MarshalUsing(typeof(NativeTextMarshaller))] string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true)]
    public static partial int SymbolicLink(
        [MarshalUsing(typeof(NativeTextMarshaller))] string target,
        [MarshalUsing(typeof(NativeTextMarshaller))] string path);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true)]
    public static partial int HardLink(
        [MarshalUsing(typeof(NativeTextMarshaller))] string existing,
        [MarshalUsing(typeof(NativeTextMarshaller))] string path);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int HardLinkAt(
        int existingDirectory,
        [MarshalUsing(typeof(NativeTextMarshaller))] string existing,
        int directory,
        [MarshalUsing(typeof(NativeTextMarshaller))] string path,
        int flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true)]
    public static partial int Rename(
        [MarshalUsing(typeof(NativeTextMarshaller))] string from,
        [MarshalUsing(typeof(NativeTextMarshaller))] string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true)]
    public static partial int Unlink([MarshalUsing(typeof(NativeTextMarshaller))] string path);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true)]
    public static partial int Access([MarshalUsing(typeof(NativeTextMarshaller))] string path, int mode);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    public static partial nint ReadLink(
        [MarshalUsing(typeof(NativeTextMarshaller))] string path, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true)]
    public static partial byte* RealPath([MarshalUsing(typeof(NativeTextMarshaller))] string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "getcwd", SetLastError = true)]
    public static partial byte* GetWorkingDirectory(byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    public static partial int SetTimes(
        int directory, [MarshalUsing(typeof(NativeTextMarshaller))] string path, long* times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(int descriptor, long* times);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    public static partial int Execute([MarshalUsing(typeof(NativeTextMarshaller))] string path, byte** arguments);

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true)]
    public static partial int SetEnvironment(
        [MarshalUsing(typeof(NativeTextMarshaller))] string name,
        [MarshalUsing(typeof(NativeTextMarshaller))] string value,
        int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", SetLastError = true)]
    public static partial int UnsetEnvironment([MarshalUsing(typeof(NativeTextMarshaller))] string name);

    [LibraryImport("libc", EntryPoint = "getenv")]
    public static partial byte* GetEnvironment([MarshalUsing(typeof(NativeTextMarshaller))] string name);

    // The same as signal, by a name that is not taken out of the runtime's hands when we are linked.
    [LibraryImport("libc", EntryPoint = "ssignal", SetLastError = true)]
    public static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait(int process, int* status, int options, byte* resources);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int FileLock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "isatty", SetLastError = true)]
    public static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint FileModeMask(uint mask);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int FileActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int FileActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int FileActionsAddDuplicate(void* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int FileActionsAddOpen(
        void* actions, int target, [MarshalUsing(typeof(NativeTextMarshaller))] string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int FileActionsAddChangeDirectory(
        void* actions, [MarshalUsing(typeof(NativeTextMarshaller))] string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int SpawnAttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int SpawnAttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SpawnAttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    public static partial int SpawnAttributesSetProcessGroup(void* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SpawnAttributesSetDefaultSignals(void* attributes, void* signals);

    /// <summary>The system's message for an errno.</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);
}

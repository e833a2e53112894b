using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Files;

/// <summary>
/// A file that many processes read and write at positions of their own choosing. Never mapped: a file that someone
/// cuts short must give a short read, not a signal.
/// </summary>
internal sealed unsafe partial class SharedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly int _descriptor;

    private SharedFile(SafeFileHandle handle)
    {
        _handle = handle;
        _descriptor = (int)handle.DangerousGetHandle();
    }

    /// <summary>The file as it is now.</summary>
    public FileIdentity? Identity => FileIdentity.OfDescriptor(_descriptor);

    /// <summary>Opens, or makes for this user alone; null when that is not to be had.</summary>
    public static SharedFile? Open(string path, bool create)
    {
        var descriptor = Libc.Open(
            path, Libc.OpenReadWrite | Libc.OpenCloseOnExec | (create ? Libc.OpenCreate : 0), 0x180);
        return descriptor < 0 ? null : new SharedFile(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <returns>Bytes read; fewer than asked for at the end of the file.</returns>
    public int Read(Span<byte> buffer, long position)
    {
        fixed (byte* start = buffer)
        {
            return (int)Math.Max(0, ReadAt(_descriptor, start, buffer.Length, position));
        }
    }

    public bool Write(ReadOnlySpan<byte> data, long position)
    {
        fixed (byte* start = data)
        {
            return WriteAt(_descriptor, start, data.Length, position) == data.Length;
        }
    }

    /// <summary>Locks it against other writers until closed; false, at once, when another has it.</summary>
    public bool TryLock() => Libc.FileLock(_descriptor, Libc.LockExclusive | Libc.LockNonBlocking) == 0;

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(int descriptor, byte* buffer, nint count, long position);

    [LibraryImport("libc", EntryPoint = "pwrite")]
    private static partial nint WriteAt(int descriptor, byte* buffer, nint count, long position);
}

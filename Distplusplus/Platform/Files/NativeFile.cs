using System.Runtime.InteropServices;
using Distplusplus.Platform.Processes;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Files;

/// <summary>
/// File operations on <see cref="NativeText"/> paths, which System.IO would mangle when they are not UTF-8.
/// </summary>
internal static unsafe class NativeFile
{
    private const int Reading = 4; // R_OK
    private const int WriteAndSearch = 3; // W_OK | X_OK

    private const int MaxPath = 4096;
    private const int SmallFile = 4096;

    /// <summary>Opens with O_CLOEXEC.</summary>
    /// <exception cref="NativeFileException">The system said no.</exception>
    public static SafeFileHandle Open(string path, int flags, uint mode = 0)
    {
        int descriptor;
        do
        {
            descriptor = Libc.Open(path, flags | Libc.OpenCloseOnExec, mode);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted);

        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new NativeFileException("open", path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a path below a directory; links that lead out of it are not followed.</summary>
    /// <returns>Null: nothing is there.</returns>
    /// <exception cref="NativeFileException">The system said no.</exception>
    public static SafeFileHandle? OpenBeneath(string directory, string path, int flags)
    {
        const nint OpenAt2 = 437;
        const int NoSuchCall = 38;
        const int PathOnly = 0x200000;
        const ulong BeneathWithoutMagicLinks = 0x08 | 0x02;
        using var top = Open(directory, PathOnly | Libc.OpenDirectory);
        using var name = new NativeStrings([path.TrimStart('/')]);

        // struct open_how: flags, mode, resolve.
        var how = stackalloc ulong[3];
        (how[0], how[1], how[2]) = ((ulong)(uint)(flags | Libc.OpenCloseOnExec), 0, BeneathWithoutMagicLinks);
        var descriptor = (int)Libc.SystemCall(
            OpenAt2, top.DangerousGetHandle(), (nint)(*name.Pointer), (nint)how, 3 * sizeof(ulong));
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        var error = Marshal.GetLastPInvokeError();
        if (error is NoSuchCall or Libc.ErrorPermission)
        {
            return OpenBeneathByName(directory, path, flags);
        }

        return error is Libc.ErrorNoEntry or Libc.ErrorNotDirectory or Libc.ErrorLoop or Libc.ErrorCrossDevice
            ? null
            : throw new NativeFileException("openat2", path, error);
    }

    // Before Linux 5.6, and where a container forbids what it does not know: nothing may change the links meanwhile.
    private static SafeFileHandle? OpenBeneathByName(string directory, string path, int flags)
        => RealPath($"{directory}/{path}") is { } real
            && real.StartsWith($"{RealPath(directory)}/", StringComparison.Ordinal)
                ? Open(real, flags)
                : null;

    /// <summary>Lets the programs this process starts or becomes have the descriptor.</summary>
    public static void KeepAcrossExec(SafeFileHandle handle)
    {
        const int SetDescriptorFlags = 2;
        _ = Libc.FileControl((int)handle.DangerousGetHandle(), SetDescriptorFlags, 0);
    }

    /// <summary>The whole content.</summary>
    /// <exception cref="NativeFileException">
    /// Not there, not readable, or longer than <paramref name="limit"/> bytes.
    /// </exception>
    public static byte[] ReadAll(string path, long limit = int.MaxValue)
    {
        using var handle = Open(path, Libc.OpenReadOnly);
        return ReadAll((int)handle.DangerousGetHandle(), path, limit);
    }

    /// <summary>Reads the whole content of an open file, at any position.</summary>
    /// <exception cref="NativeFileException">The system said no.</exception>
    public static byte[] ReadAgain(SafeFileHandle handle, string path)
    {
        var descriptor = (int)handle.DangerousGetHandle();
        return Libc.Seek(descriptor, 0, 0) == 0
            ? ReadAll(descriptor, path, int.MaxValue)
            : throw new NativeFileException("seek", path, Marshal.GetLastPInvokeError());
    }

    private static byte[] ReadAll(int descriptor, string path, long limit)
    {
        var size = FileIdentity.OfDescriptor(descriptor)?.Size ?? 0;
        var buffer = new byte[Math.Max(size, 0)];
        Span<byte> beyond = stackalloc byte[1];
        var filled = 0;
        while (true)
        {
            if (filled > limit)
            {
                throw new NativeFileException("read", path, 27);
            }

            // A file of the size it says is not copied to find its end.
            var isFull = filled == buffer.Length;
            var count = Read(descriptor, isFull ? beyond : buffer.AsSpan(filled), path);
            if (count == 0)
            {
                return isFull ? buffer : buffer[..filled];
            }

            if (isFull)
            {
                Array.Resize(ref buffer, Math.Max(2 * buffer.Length, SmallFile));
                buffer[filled] = beyond[0];
            }

            filled += count;
        }
    }

    /// <summary>Reads what is there, at most a buffer full; 0: the end.</summary>
    /// <exception cref="NativeFileException">Not readable.</exception>
    public static int Read(int descriptor, Span<byte> buffer, string path)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.Read(descriptor, start, buffer.Length);
            }

            if (count >= 0)
            {
                return (int)count;
            }

            if (Marshal.GetLastPInvokeError() is not Libc.ErrorInterrupted and var error)
            {
                throw new NativeFileException("read", path, error);
            }
        }
    }

    /// <summary>Writes everything; waits where a pipe is full that does not wait itself.</summary>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public static void WriteAll(SafeFileHandle handle, ReadOnlySpan<byte> data, string path)
        => WriteAll((int)handle.DangerousGetHandle(), data, path);

    /// <inheritdoc cref="WriteAll(SafeFileHandle, ReadOnlySpan{byte}, string)"/>
    public static void WriteAll(int descriptor, ReadOnlySpan<byte> data, string path)
    {
        while (!data.IsEmpty)
        {
            nint count;
            fixed (byte* start = data)
            {
                count = Libc.Write(descriptor, start, data.Length);
            }

            if (count >= 0)
            {
                data = data[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() is var error && error == Libc.ErrorAgain)
            {
                var full = new Libc.PollEntry { Descriptor = descriptor, Wanted = Libc.PollOut };
                _ = Libc.Poll(&full, 1, -1);
            }
            else if (error != Libc.ErrorInterrupted)
            {
                throw new NativeFileException("write", path, error);
            }
        }
    }

    public static bool MayRead(string path) => Libc.Access(path, Reading) == 0;

    /// <summary>Tells whether files can be created in an existing directory.</summary>
    public static bool MayMakeIn(string directory) => Libc.Access(directory, WriteAndSearch) == 0;

    /// <summary>Renames, replacing an existing file.</summary>
    public static void Rename(string from, string to)
        => Check(Libc.Rename(from, to), "rename", to);

    /// <summary>Removes a file or link; one that is not there is fine.</summary>
    public static void Delete(string path)
    {
        if (Libc.Unlink(path) != 0 && Marshal.GetLastPInvokeError() is not Libc.ErrorNoEntry and var error)
        {
            throw new NativeFileException("unlink", path, error);
        }
    }

    /// <summary>Makes a directory; one that is already there is fine.</summary>
    public static void MakeDirectory(string path, uint mode = 0x1FF)
    {
        if (Libc.MakeDirectory(path, mode) != 0 && Marshal.GetLastPInvokeError() is not Libc.ErrorExists and var error)
        {
            throw new NativeFileException("mkdir", path, error);
        }
    }

    /// <summary>Makes a directory and all above it that are missing.</summary>
    public static void MakeDirectories(string path, uint mode = 0x1FF)
    {
        if (path.Length == 0 || Libc.MakeDirectory(path, mode) == 0)
        {
            return;
        }

        switch (Marshal.GetLastPInvokeError())
        {
            case Libc.ErrorExists:
                return;
            case Libc.ErrorNoEntry when path.LastIndexOf('/') is > 0 and var slash:
                MakeDirectories(path[..slash], mode);
                MakeDirectory(path, mode);
                return;
            case var error:
                throw new NativeFileException("mkdir", path, error);
        }
    }

    /// <summary>Removes an empty directory.</summary>
    public static void RemoveDirectory(string path) => Check(Libc.RemoveDirectory(path), "rmdir", path);

    public static void SymbolicLink(string target, string path)
        => Check(Libc.SymbolicLink(target, path), "symlink", path);

    public static void HardLink(string existing, string path)
        => Check(Libc.HardLink(existing, path), "link", path);

    /// <summary>Sets modification and access time, nanoseconds since 1970, of the file behind the handle.</summary>
    public static void SetModified(SafeFileHandle handle, long modifiedNs, string path)
    {
        var (seconds, rest) = Math.DivRem(modifiedNs, 1_000_000_000);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }

        var times = stackalloc long[4] { seconds, rest, seconds, rest };
        Check(Libc.SetTimes((int)handle.DangerousGetHandle(), times), "utimens", path);
    }

    /// <summary>Gives a file that was opened without a name (O_TMPFILE) one.</summary>
    public static void LinkDescriptor(int descriptor, string path)
    {
        const int FollowLinks = 0x400;
        Check(
            Libc.HardLinkAt(
                Libc.AtFdCwd, $"/proc/self/fd/{descriptor}", Libc.AtFdCwd, path, FollowLinks), "link", path);
    }

    /// <summary>Where a symbolic link points, as it is written in the link; null when it is no link.</summary>
    public static string? ReadLink(string path)
    {
        var buffer = stackalloc byte[MaxPath];
        var length = Libc.ReadLink(path, buffer, MaxPath);
        return length < 0 ? null : NativeText.Decode(new ReadOnlySpan<byte>(buffer, (int)length));
    }

    /// <summary>The path with every link resolved; null when it leads nowhere.</summary>
    public static string? RealPath(string path)
    {
        var buffer = stackalloc byte[MaxPath + 1];
        return Libc.RealPath(path, buffer) is null
            ? null
            : NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
    }

    /// <summary>The working directory as the kernel names it: no links.</summary>
    /// <exception cref="NativeFileException">It was deleted.</exception>
    public static string WorkingDirectory()
    {
        var buffer = stackalloc byte[MaxPath + 1];
        return Libc.GetWorkingDirectory(buffer, MaxPath) is null
            ? throw new NativeFileException("getcwd", ".", Marshal.GetLastPInvokeError())
            : NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
    }

    private static void Check(int result, string operation, string path)
    {
        if (result != 0)
        {
            throw new NativeFileException(operation, path, Marshal.GetLastPInvokeError());
        }
    }
}

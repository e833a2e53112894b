using System.Globalization;
using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Files;

/// <summary>The identity of a file by statx, enough to see whether it is still the same file.</summary>
/// <param name="Device">Major and minor number, packed.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNs">Nanoseconds since 1970.</param>
/// <param name="ChangedNs">The inode's change time, nanoseconds since 1970.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Mode">Type and permission bits as in st_mode.</param>
internal readonly record struct FileIdentity(
    ulong Device,
    ulong Inode,
    long Size,
    long ModifiedNs,
    long ChangedNs,
    uint Mode,
    uint Owner,
    uint Group,
    uint Links)
{
    private const uint BasicStats = 0x7ff;
    private const uint TypeMask = 0xF000;

    public bool IsRegularFile => (Mode & TypeMask) == 0x8000;

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsSymbolicLink => (Mode & TypeMask) == 0xA000;

    /// <summary>Everything that changes when the file is replaced or written, as part of a file's name.</summary>
    public string Key => string.Create(
        CultureInfo.InvariantCulture, $"{Device:x}-{Inode:x}-{Size:x}-{ModifiedNs:x}-{ChangedNs:x}");

    /// <summary>The same file, whatever its name: device and inode.</summary>
    public bool IsSameFileAs(FileIdentity other) => Device == other.Device && Inode == other.Inode;

    /// <summary>The file a path leads to, or null and the errno when there is none to be seen.</summary>
    public static FileIdentity? Of(string path) => Of(path, followLinks: true, out _);

    /// <summary>True for a pipe, a socket or a terminal: reading it consumes the data.</summary>
    public static bool IsReadOnce(string path)
        => path != "/dev/null" && Of(path) is { IsRegularFile: false, IsDirectory: false };

    /// <summary>
    /// Like <see cref="Of(string)"/>; does not follow a final symbolic link if links are not followed.
    /// </summary>
    public static unsafe FileIdentity? Of(string path, bool followLinks, out int error)
    {
        var buffer = stackalloc byte[256];
        if (Libc.Statx(Libc.AtFdCwd, path, followLinks ? 0 : Libc.AtSymlinkNoFollow, BasicStats, buffer) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        error = 0;
        return FromStatx(buffer);
    }

    /// <summary>As <see cref="Of(string, bool, out int)"/>, of a NUL-terminated path.</summary>
    public static unsafe FileIdentity? OfBytes(byte* path, bool followLinks, out int error)
    {
        var buffer = stackalloc byte[256];
        if (Libc.StatxBytes(Libc.AtFdCwd, path, followLinks ? 0 : Libc.AtSymlinkNoFollow, BasicStats, buffer) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        error = 0;
        return FromStatx(buffer);
    }

    /// <summary>The file behind an open descriptor.</summary>
    public static unsafe FileIdentity? OfDescriptor(int descriptor)
    {
        const int EmptyPath = 0x1000;
        var buffer = stackalloc byte[256];
        byte empty = 0;
        return Libc.StatxBytes(descriptor, &empty, EmptyPath, BasicStats, buffer) == 0 ? FromStatx(buffer) : null;
    }

    private static unsafe FileIdentity FromStatx(byte* x) => new(
        Device: ((ulong)*(uint*)(x + 136) << 32) | *(uint*)(x + 140),
        Inode: *(ulong*)(x + 32),
        Size: *(long*)(x + 40),
        ModifiedNs: (*(long*)(x + 112) * 1_000_000_000) + *(uint*)(x + 120),
        ChangedNs: (*(long*)(x + 96) * 1_000_000_000) + *(uint*)(x + 104),
        Mode: *(ushort*)(x + 28),
        Owner: *(uint*)(x + 20),
        Group: *(uint*)(x + 24),
        Links: *(uint*)(x + 16));
}

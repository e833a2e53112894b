using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Files;

/// <summary>Directories as raw names, which System.IO would mangle when they are not UTF-8.</summary>
internal static unsafe class FileTree
{
    private const int EntryBytes = 32 * 1024;
    private const byte TypeDirectory = 4;
    private const byte TypeUnknown = 0;

    /// <summary>The names in a directory, without "." and ".."; empty when it cannot be read.</summary>
    public static List<string> Names(string directory)
    {
        var names = new List<string>();
        var descriptor = Libc.Open(
            directory, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return names;
        }

        var buffer = (byte*)NativeMemory.Alloc(EntryBytes);
        try
        {
            nint filled;
            while ((filled = Libc.GetDirectoryEntries(descriptor, buffer, EntryBytes)) > 0)
            {
                for (var entry = buffer; entry < buffer + filled; entry += *(ushort*)(entry + 16))
                {
                    if (!IsDots(entry + 19))
                    {
                        names.Add(NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19)));
                    }
                }
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
            _ = Libc.Close(descriptor);
        }

        return names;
    }

    /// <summary>Removes a directory and all below it; links are removed, not followed.</summary>
    /// <returns>Whether nothing is left.</returns>
    public static bool Remove(string directory)
    {
        Empty(Libc.Open(
            directory, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0));
        return Libc.RemoveDirectory(directory) == 0 || Marshal.GetLastPInvokeError() == Libc.ErrorNoEntry;
    }

    /// <summary>Removes everything below a directory but directories; links are removed, not followed.</summary>
    /// <param name="left">Gets the directories left, as "/a/b" below it. One that others may enter otherwise than as
    /// it was made is removed too.</param>
    /// <returns>Whether all could be removed that had to be.</returns>
    public static bool RemoveFiles(string directory, HashSet<string> left)
        => RemoveFiles(
            Libc.Open(directory, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0),
            string.Empty,
            left);

    private static bool RemoveFiles(int descriptor, string path, HashSet<string> left)
    {
        if (descriptor < 0)
        {
            return false;
        }

        var whole = true;
        var below = new List<string>();
        var buffer = (byte*)NativeMemory.Alloc(EntryBytes);
        try
        {
            nint filled;
            while ((filled = Libc.GetDirectoryEntries(descriptor, buffer, EntryBytes)) > 0)
            {
                for (var entry = buffer; entry < buffer + filled; entry += *(ushort*)(entry + 16))
                {
                    var name = entry + 19;
                    if (IsDots(name))
                    {
                        continue;
                    }

                    if (entry[18] == TypeDirectory)
                    {
                        below.Add(NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)));
                    }
                    else
                    {
                        whole &= Libc.UnlinkAt(descriptor, name, 0) == 0;
                    }
                }
            }

            foreach (var name in below)
            {
                whole &= RemoveFilesBelow(descriptor, name, $"{path}/{name}", left);
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
            _ = Libc.Close(descriptor);
        }

        return whole;
    }

    private static bool RemoveFilesBelow(int parent, string name, string path, HashSet<string> left)
    {
        const uint Unusual = 0xE02; // set-id and sticky bits, writable for everybody
        const uint OwnersOwn = 0x1C0;
        fixed (byte* native = (byte[])[.. NativeText.Encode(name), 0])
        {
            var descriptor = Libc.OpenAt(
                parent,
                native,
                Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec,
                0);
            if (descriptor >= 0 && FileIdentity.OfDescriptor(descriptor) is { } directory
                && (directory.Mode & (Unusual | OwnersOwn)) == OwnersOwn && directory.Owner == Libc.EffectiveUser())
            {
                left.Add(path);
                return RemoveFiles(descriptor, path, left);
            }

            Empty(descriptor);
            return Libc.UnlinkAt(parent, native, Libc.AtRemoveDirectory) == 0;
        }
    }

    private static void Empty(int descriptor)
    {
        if (descriptor < 0)
        {
            return;
        }

        var buffer = (byte*)NativeMemory.Alloc(EntryBytes);
        try
        {
            nint filled;
            while ((filled = Libc.GetDirectoryEntries(descriptor, buffer, EntryBytes)) > 0)
            {
                for (var entry = buffer; entry < buffer + filled; entry += *(ushort*)(entry + 16))
                {
                    var name = entry + 19;
                    if (IsDots(name))
                    {
                        continue;
                    }

                    if (entry[18] != TypeDirectory && Libc.UnlinkAt(descriptor, name, 0) == 0)
                    {
                        continue;
                    }

                    if (entry[18] is TypeDirectory or TypeUnknown)
                    {
                        Empty(Libc.OpenAt(
                            descriptor,
                            name,
                            Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec,
                            0));
                        _ = Libc.UnlinkAt(descriptor, name, Libc.AtRemoveDirectory);
                    }
                }
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
            _ = Libc.Close(descriptor);
        }
    }

    private static bool IsDots(byte* name) => name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

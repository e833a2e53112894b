using System.Buffers;
using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Files;

/// <summary>Directories as raw names, which System.IO would mangle when they are not UTF-8.</summary>
internal static unsafe class FileTree
{
    private const int EntryBytes = 32 * 1024;
    private const byte TypeDirectory = 4;
    private const byte TypeUnknown = 0;
    private const int NoLink = Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec;

    /// <summary>The names in a directory, without "." and ".."; empty when it cannot be read.</summary>
    public static List<string> Names(string directory)
    {
        var names = new List<string>();
        var descriptor = Libc.Open(directory, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenCloseOnExec, 0);
        while (Next(descriptor) is { Count: > 0 } entries)
        {
            names.AddRange(entries.Select(entry => entry.Name));
        }

        _ = Libc.Close(descriptor);
        return names;
    }

    /// <summary>Removes a directory and all below it; links are removed, not followed.</summary>
    /// <returns>Whether nothing is left.</returns>
    public static bool Remove(string directory)
    {
        Empty(Libc.Open(directory, NoLink, 0));
        return Libc.RemoveDirectory(directory) == 0 || Marshal.GetLastPInvokeError() == Libc.ErrorNoEntry;
    }

    private static void Empty(int descriptor)
    {
        while (Next(descriptor) is { Count: > 0 } entries)
        {
            foreach (var (name, type) in entries)
            {
                if (type != TypeDirectory && Libc.UnlinkAt(descriptor, name, 0) == 0)
                {
                    continue;
                }

                if (type is TypeDirectory or TypeUnknown)
                {
                    Empty(Libc.OpenAt(descriptor, name, NoLink, 0));
                    _ = Libc.UnlinkAt(descriptor, name, Libc.AtRemoveDirectory);
                }
            }
        }

        _ = Libc.Close(descriptor);
    }

    /// <summary>A piece of a directory, so that one with very many entries takes no more memory than another.</summary>
    /// <returns>Empty: the directory ends, or cannot be read.</returns>
    private static List<(string Name, byte Type)> Next(int descriptor)
    {
        var entries = new List<(string Name, byte Type)>();
        var buffer = ArrayPool<byte>.Shared.Rent(EntryBytes);
        fixed (byte* start = buffer)
        {
            // "." and ".." may be all that a piece holds, which is not the end.
            nint filled;
            while (entries.Count == 0 && (filled = Libc.GetDirectoryEntries(descriptor, start, EntryBytes)) > 0)
            {
                for (var entry = start; entry < start + filled; entry += *(ushort*)(entry + 16))
                {
                    var name = NativeText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19));
                    if (name is not ("." or ".."))
                    {
                        entries.Add((name, entry[18]));
                    }
                }
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return entries;
    }
}

using System.Buffers;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Isolation;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Jobs;

/// <summary>The job directory's name in what a compile leaves: taken out of messages, searched for in files.</summary>
/// <param name="isAtRoot">The compiler saw its tree as "/", and under another name the host's own system.</param>
internal sealed class RootPathScrubber(JobDirectory directory, bool isAtRoot)
{
    private const int BufferBytes = 256 * 1024;

    private readonly byte[] _name = NativeText.Encode(isAtRoot ? RootSandbox.HostSystem : directory.Name);
    private readonly byte[] _root = NativeText.Encode(isAtRoot ? RootSandbox.HostSystem : directory.Root);
    private readonly byte[] _temporary = NativeText.Encode(directory.Temporary);

    /// <summary>The prefix of the client's names; in a tree at "/", that of the host's names.</summary>
    public ReadOnlySpan<byte> Root => _root;

    public bool IsIn(ReadOnlySpan<byte> data) => data.IndexOf(_name) >= 0;

    /// <summary>
    /// True if all names of the host belong to a compiler that the client has at the same place: files beside its own
    /// headers, such as a sanitizer's list of exceptions.
    /// </summary>
    public bool AreOfCompiler(ReadOnlySpan<byte> names, IReadOnlyList<string> systemDirectories)
    {
        const string Headers = "/include";
        var places = systemDirectories
            .Where(directory => directory.EndsWith(Headers, StringComparison.Ordinal))
            .Select(directory => NativeText.Encode($"{directory[..^Headers.Length]}/share/"))
            .ToList();
        for (int found; (found = names.IndexOf(_root)) >= 0;)
        {
            names = names[(found + _root.Length)..];
            var isKnown = false;
            foreach (var place in places)
            {
                isKnown |= names.StartsWith(place);
            }

            if (!isKnown)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text as the compiler would have printed it at home.</summary>
    public ReadOnlyMemory<byte> RemoveFrom(ReadOnlyMemory<byte> text)
        => IsIn(text.Span) ? Replace(Replace(text, _root, []), _temporary, "/tmp"u8) : text;

    /// <summary>Searches a file from where it stands to its end.</summary>
    /// <exception cref="NativeFileException">Not readable.</exception>
    public bool IsIn(SafeFileHandle file, string path)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var filled = 0;
            while (NativeFile.Read((int)file.DangerousGetHandle(), buffer.AsSpan(filled), path) is > 0 and var count)
            {
                filled += count;
                if (IsIn(buffer.AsSpan(0, filled)))
                {
                    return true;
                }

                // The name may lie across two pieces.
                var kept = Math.Min(filled, _name.Length - 1);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
                filled = kept;
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ReadOnlyMemory<byte> Replace(
        ReadOnlyMemory<byte> text, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        var cleaned = new ArrayBufferWriter<byte>(Math.Max(text.Length, 1));
        var rest = text.Span;
        while (rest.IndexOf(name) is >= 0 and var found)
        {
            cleaned.Write(rest[..found]);
            cleaned.Write(other);
            rest = rest[(found + name.Length)..];
        }

        cleaned.Write(rest);
        return cleaned.WrittenMemory;
    }
}

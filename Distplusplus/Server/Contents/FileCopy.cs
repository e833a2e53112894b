using System.Buffers;
using System.Security.Cryptography;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Contents;

/// <summary>
/// Copies and hashes files through one rented buffer; headers are small, so plain reads beat copy_file_range.
/// </summary>
internal static class FileCopy
{
    private const int BufferBytes = 128 * 1024;
    private const uint ReadOnlyMode = 0x124; // 0444

    /// <summary>A new read-only file; one that stands there is an error.</summary>
    public static SafeFileHandle CreateNew(string path)
        => NativeFile.Open(path, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive, ReadOnlyMode);

    /// <summary>Makes a copy with its own modification time.</summary>
    /// <exception cref="NativeFileException">Source gone, disk full and the like.</exception>
    public static void Copy(string from, string to, long modifiedNs)
    {
        using var source = NativeFile.Open(from, Libc.OpenReadOnly | Libc.OpenNoFollow);
        using var target = CreateNew(to);
        ReadPieces(source, from, piece => NativeFile.WriteAll(target, piece, to));
        NativeFile.SetModified(target, modifiedNs, to);
    }

    /// <exception cref="NativeFileException">Not readable.</exception>
    public static ContentDigest Hash(string path)
    {
        using var source = NativeFile.Open(path, Libc.OpenReadOnly | Libc.OpenNoFollow);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadPieces(source, path, hash.AppendData);
        return new ContentDigest(hash.GetHashAndReset());
    }

    private static void ReadPieces(SafeFileHandle source, string path, ReadOnlySpanAction use)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (NativeFile.Read((int)source.DangerousGetHandle(), buffer, path) is > 0 and var count)
            {
                use(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> piece);
}

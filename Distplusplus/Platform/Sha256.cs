using System.Runtime.InteropServices;

namespace Distplusplus.Platform;

/// <summary>
/// SHA-256 for a process that lives a few milliseconds: by libcrypto's plain functions, because .NET's own way to the
/// same code first sets up TLS and looks up a thousand functions more. Where they are not found, our own way.
/// </summary>
internal static unsafe class Sha256
{
    public const int Bytes = 32;

    /// <summary>More than any version's SHA256_CTX takes.</summary>
    private const int StateBytes = 256;

    private static readonly Functions? _functions = Find();

    /// <summary>The digest of the content.</summary>
    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        var digest = new byte[Bytes];
        if (_functions is not { } functions || !TryHash(functions, content, digest))
        {
            PlainSha256.Hash(content, digest);
        }

        return digest;
    }

    private static bool TryHash(Functions functions, ReadOnlySpan<byte> content, Span<byte> digest)
    {
        var state = stackalloc ulong[StateBytes / sizeof(ulong)];
        fixed (byte* start = content, end = digest)
        {
            return functions.Begin(state) == 1
                && functions.Add(state, start, (nuint)content.Length) == 1
                && functions.End(end, state) == 1;
        }
    }

    private static Functions? Find()
    {
        foreach (var name in (string[])["libcrypto.so.3", "libcrypto.so.1.1"])
        {
            if (NativeLibrary.TryLoad(name, out var library)
                && NativeLibrary.TryGetExport(library, "SHA256_Init", out var begin)
                && NativeLibrary.TryGetExport(library, "SHA256_Update", out var add)
                && NativeLibrary.TryGetExport(library, "SHA256_Final", out var end))
            {
                return new Functions(
                    (delegate* unmanaged<void*, int>)begin,
                    (delegate* unmanaged<void*, byte*, nuint, int>)add,
                    (delegate* unmanaged<byte*, void*, int>)end);
            }
        }

        return null;
    }

    /// <summary>Found once, while the process lives.</summary>
    private sealed class Functions(
        delegate* unmanaged<void*, int> begin,
        delegate* unmanaged<void*, byte*, nuint, int> add,
        delegate* unmanaged<byte*, void*, int> end)
    {
        public int Begin(void* state) => begin(state);

        public int Add(void* state, byte* content, nuint length) => add(state, content, length);

        public int End(byte* digest, void* state) => end(digest, state);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// A fast hash of bytes that is the same in every process: for tables, for finding records and for detecting incomplete
/// ones. Not for identifying contents; that needs SHA-256.
/// </summary>
internal static class ByteHash
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xC2B2AE3D27D4EB4F;

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = (seed ^ First) + ((ulong)bytes.Length * Second);
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var offset = 0;
        for (; offset + 8 <= bytes.Length; offset += 8)
        {
            hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset)));
        }

        ulong rest = 0;
        for (var shift = 0; offset < bytes.Length; offset++, shift += 8)
        {
            rest |= (ulong)Unsafe.Add(ref start, offset) << shift;
        }

        hash = Mix(hash ^ rest);
        return hash ^ (hash >> 32);
    }

    /// <summary>The 32 bits under which a macro's name is kept.</summary>
    public static uint OfMacro(ReadOnlySpan<byte> name) => (uint)Of(name);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Second, out var low);
        return BitOperations.RotateLeft(high ^ low, 29) + First;
    }
}

using System.Buffers.Binary;

namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>
/// The result of IncludeScanner for one text, in the form that HeaderCache stores: packed directives, and a 32-bit hash
/// of each macro name that is not defined as a file name.
/// </summary>
internal readonly record struct ScannedText(
    ReadOnlyMemory<byte> Directives, ReadOnlyMemory<byte> MacroHashes, ScanFlags Flags)
{
    /// <summary>Bytes before a directive's name: kind, form, length.</summary>
    public const int Prefix = 4;

    /// <summary>Takes the first directive off <paramref name="packed"/>; false at the end.</summary>
    public static bool TryRead(
        ref ReadOnlySpan<byte> packed, out DirectiveKind kind, out DirectiveForm form, out ReadOnlySpan<byte> name)
    {
        if (packed.Length < Prefix)
        {
            kind = default;
            form = default;
            name = default;
            return false;
        }

        kind = (DirectiveKind)packed[0];
        form = (DirectiveForm)packed[1];
        var length = BinaryPrimitives.ReadUInt16LittleEndian(packed[2..]);
        name = packed.Slice(Prefix, length);
        packed = packed[(Prefix + length)..];
        return true;
    }

    /// <summary>The hashes of <see cref="MacroHashes"/>.</summary>
    public uint[] Macros
        => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(MacroHashes.Span).ToArray();
}

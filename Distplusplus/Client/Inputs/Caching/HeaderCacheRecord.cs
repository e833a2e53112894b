using System.Buffers.Binary;
using Distplusplus.Client.Inputs.Scanning;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs.Caching;

/// <summary>
/// One file in HeaderCache: a hash of all that follows, the file's identity, flags, digest, path, directives, macro
/// hashes. Pure.
/// </summary>
internal static class HeaderCacheRecord
{
    /// <summary>The maximum size in bytes; larger records are not stored.</summary>
    public const int Largest = 1 << 20;

    private const int Identity = 8;
    private const int Flags = 56;
    private const int HasDigest = 57;
    private const int PathLength = 60;
    private const int DirectivesLength = 64;
    private const int MacrosLength = 68;
    private const int Digest = 72;
    private const int DigestBytes = 32;
    private const int FixedBytes = 112;

    /// <summary>Adds the record to the buffer; false: it is too large.</summary>
    public static bool TryPack(
        ByteBuffer buffer, ReadOnlySpan<byte> path, in FileIdentity identity, in RememberedFile known)
    {
        var directives = known.Text.Directives.Span;
        var macros = known.Text.MacroHashes.Span;
        var length = FixedBytes + path.Length + directives.Length + macros.Length;
        if (length > Largest)
        {
            return false;
        }

        var record = buffer.Reserve(length);
        record[..FixedBytes].Clear();
        Write(record[Identity..], identity);
        record[Flags] = (byte)known.Text.Flags;
        record[HasDigest] = (byte)(known.Digest.IsEmpty ? 0 : 1);
        BinaryPrimitives.WriteInt32LittleEndian(record[PathLength..], path.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[DirectivesLength..], directives.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[MacrosLength..], macros.Length);
        known.Digest.Span.CopyTo(record[Digest..]);
        path.CopyTo(record[FixedBytes..]);
        directives.CopyTo(record[(FixedBytes + path.Length)..]);
        macros.CopyTo(record[(FixedBytes + path.Length + directives.Length)..]);
        BinaryPrimitives.WriteUInt64LittleEndian(record, ByteHash.Of(record[8..]));
        return true;
    }

    /// <summary>Parses a complete record of exactly this file; the result points into the record.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> record, ReadOnlySpan<byte> path, in FileIdentity identity, out RememberedFile known)
    {
        known = default;
        var fields = record.Span;
        if (fields.Length < FixedBytes + path.Length
            || BinaryPrimitives.ReadUInt64LittleEndian(fields) != ByteHash.Of(fields[8..]))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[40];
        Write(expected, identity);
        var directives = BinaryPrimitives.ReadInt32LittleEndian(fields[DirectivesLength..]);
        var macros = BinaryPrimitives.ReadInt32LittleEndian(fields[MacrosLength..]);
        if (!expected.SequenceEqual(fields.Slice(Identity, expected.Length))
            || BinaryPrimitives.ReadInt32LittleEndian(fields[PathLength..]) != path.Length
            || directives < 0 || macros < 0 || (long)FixedBytes + path.Length + directives + macros != fields.Length
            || !fields.Slice(FixedBytes, path.Length).SequenceEqual(path))
        {
            return false;
        }

        var start = FixedBytes + path.Length;
        known = new RememberedFile(
            fields[HasDigest] == 0 ? default : record.Slice(Digest, DigestBytes),
            new ScannedText(
                record.Slice(start, directives), record.Slice(start + directives, macros), (ScanFlags)fields[Flags]));
        return true;
    }

    private static void Write(Span<byte> fields, in FileIdentity identity)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(fields, identity.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[8..], identity.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], identity.Size);
        BinaryPrimitives.WriteInt64LittleEndian(fields[24..], identity.ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(fields[32..], identity.ChangedNs);
    }
}

using Distplusplus.Protocol;

namespace Distplusplus.Client.Attempts;

/// <summary>A content on its way up, encoded; any number of attempts reads it from the start.</summary>
/// <param name="Data">As on the wire.</param>
/// <param name="Encoding">How the bytes are encoded.</param>
internal sealed record ReplayableContent(ReadOnlyMemory<byte> Data, Encoding Encoding)
{
    /// <summary>Size of a chunk on the wire, bytes; on a slow line it must arrive within the silence limit.</summary>
    public const int ChunkBytes = 64 << 10;

    /// <summary>The chunks in order, at least one; the last comes with <c>Last</c> set.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Data, bool Last)> Chunks()
    {
        var rest = Data;
        for (; rest.Length > ChunkBytes; rest = rest[ChunkBytes..])
        {
            yield return (rest[..ChunkBytes], false);
        }

        yield return (rest, true);
    }
}

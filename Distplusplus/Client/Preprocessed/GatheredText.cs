namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Gathers pieces of text into large ones: an encoder asked ten thousand times costs more than it encodes. Made by
/// <see cref="DirectivesText"/>, lives as long.
/// </summary>
internal sealed class GatheredText(Stream sink)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(128 << 10);
    private int _count;

    public void Write(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var room = Room(piece.Length);
            piece[..room.Length].CopyTo(room);
            piece = piece[room.Length..];
        }
    }

    /// <summary>As many empty lines.</summary>
    public void WriteLineEnds(int lines)
    {
        while (lines > 0)
        {
            var room = Room(lines);
            room.Fill((byte)'\n');
            lines -= room.Length;
        }
    }

    public void Flush()
    {
        sink.Write(_bytes, 0, _count);
        _count = 0;
    }

    private Span<byte> Room(int wanted)
    {
        if (_count == _bytes.Length)
        {
            Flush();
        }

        var room = _bytes.AsSpan(_count, Math.Min(wanted, _bytes.Length - _count));
        _count += room.Length;
        return room;
    }
}

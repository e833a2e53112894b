namespace Distplusplus.Protocol.Http2;

/// <summary>Reads header blocks (HPACK, RFC 7541). One for each connection, which it remembers fields of.</summary>
internal sealed class HeaderDecoder
{
    private const int TableBytes = 4096;
    private const int EntryOverhead = 32;

    // The latest is the first.
    private readonly List<(string Name, string Value)> _remembered = [];
    private int _size;
    private int _limit = TableBytes;

    /// <exception cref="InvalidDataException">It is no header block.</exception>
    public List<(string Name, string Value)> Decode(ReadOnlySpan<byte> block)
    {
        var fields = new List<(string Name, string Value)>();
        while (!block.IsEmpty)
        {
            var kind = block[0];
            if (kind >= 0x80)
            {
                fields.Add(Entry(Number(ref block, 7)));
            }
            else if (kind >= 0x40)
            {
                var field = Field(ref block, 6);
                fields.Add(field);
                Remember(field);
            }
            else if (kind >= 0x20)
            {
                _limit = Math.Min(Number(ref block, 5), TableBytes);
                Shrink();
            }
            else
            {
                fields.Add(Field(ref block, 4));
            }
        }

        return fields;
    }

    private (string Name, string Value) Field(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var index = Number(ref block, prefixBits);
        var name = index == 0 ? Text(ref block) : Entry(index).Name;
        return (name, Text(ref block));
    }

    private (string Name, string Value) Entry(int index)
    {
        var known = HeaderNames.Known;
        return index >= 1 && index <= known.Length ? known[index - 1]
            : index > known.Length && index <= known.Length + _remembered.Count
                ? _remembered[index - known.Length - 1]
            : throw new InvalidDataException("a header names an entry that does not exist");
    }

    private void Remember((string Name, string Value) field)
    {
        _remembered.Insert(0, field);
        _size += SizeOf(field);
        Shrink();
    }

    private void Shrink()
    {
        while (_size > _limit)
        {
            _size -= SizeOf(_remembered[^1]);
            _remembered.RemoveAt(_remembered.Count - 1);
        }
    }

    private static int SizeOf((string Name, string Value) field)
        => field.Name.Length + field.Value.Length + EntryOverhead;

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        var isPacked = !block.IsEmpty && block[0] >= 0x80;
        var length = Number(ref block, 7);
        if (length > block.Length)
        {
            throw new InvalidDataException("a header block ends too early");
        }

        var bytes = block[..length];
        block = block[length..];
        return isPacked ? HuffmanText.Decode(bytes) : System.Text.Encoding.Latin1.GetString(bytes);
    }

    private static int Number(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var most = (1 << prefixBits) - 1;
        var number = Next(ref block) & most;
        if (number < most)
        {
            return number;
        }

        for (var shift = 0; shift <= 21; shift += 7)
        {
            var more = Next(ref block);
            number += (more & 0x7F) << shift;
            if (more < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("a number in a header is too large");
    }

    private static int Next(ref ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty)
        {
            throw new InvalidDataException("a header block ends too early");
        }

        var one = block[0];
        block = block[1..];
        return one;
    }
}

namespace Distplusplus.Protocol.Http2;

/// <summary>
/// The code of RFC 7541, appendix B, in which servers may write header texts. It is canonical: codes of one length
/// count up in the order of their symbols, so the lengths say all.
/// </summary>
internal static class HuffmanText
{
    private const int Longest = 30;
    private const int EndOfText = 256;

    private static readonly int[] _countOf = new int[Longest + 1];
    private static readonly int[] _symbols = InOrder();

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6,
        6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
        23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
        23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19,
        22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
        27, 27, 27, 26, 30,
    ];

    /// <exception cref="InvalidDataException">It is no such text.</exception>
    public static string Decode(ReadOnlySpan<byte> packed)
    {
        var text = new System.Text.StringBuilder(packed.Length * 2);
        var (code, length, first, index) = (0, 0, 0, 0);
        foreach (var one in packed)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                code |= (one >> bit) & 1;
                length++;
                if (length > Longest)
                {
                    throw new InvalidDataException("a header text is garbled");
                }

                var symbol = code - first < _countOf[length] ? _symbols[index + code - first] : -1;
                if (symbol == EndOfText)
                {
                    throw new InvalidDataException("a header text is garbled");
                }

                if (symbol >= 0)
                {
                    text.Append((char)symbol);
                    (code, length, first, index) = (0, 0, 0, 0);
                    continue;
                }

                index += _countOf[length];
                first = (first + _countOf[length]) << 1;
                code <<= 1;
            }
        }

        // What is left over are the first bits of the end.
        return length < 8 ? text.ToString() : throw new InvalidDataException("a header text is garbled");
    }

    private static int[] InOrder()
    {
        var symbols = new int[Lengths.Length];
        var filled = 0;
        for (var length = 1; length <= Longest; length++)
        {
            for (var symbol = 0; symbol < Lengths.Length; symbol++)
            {
                if (Lengths[symbol] == length)
                {
                    symbols[filled++] = symbol;
                    _countOf[length]++;
                }
            }
        }

        return symbols;
    }
}

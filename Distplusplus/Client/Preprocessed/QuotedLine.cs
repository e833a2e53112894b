using System.Buffers;
using System.Text;

namespace Distplusplus.Client.Preprocessed;

/// <summary>A line as gcc shows it in its messages: blanks for tabs, escapes for strange bytes where it must.</summary>
internal static class QuotedLine
{
    /// <summary>Whether a quotation shows the file's line.</summary>
    public static bool Shows(ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> own)
        => AreAlike(own, quoted) || (quoted.Contains((byte)'<') && AreAlike(Escaped(own), quoted));

    /// <summary>
    /// Whether the text has an empty line where the file has one that gcc shows as it is: an #include and the like.
    /// </summary>
    public static bool IsTakenAway(ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> own)
        => quoted.SequenceEqual(" "u8) && !own.TrimEnd((byte)'\r').ContainsAnyExceptInRange((byte)' ', (byte)'~');

    /// <summary>Without the terminal's sequences for colours and links.</summary>
    public static ReadOnlySpan<byte> WithoutColours(ReadOnlySpan<byte> line)
    {
        if (!line.Contains((byte)0x1b))
        {
            return line;
        }

        var plain = new List<byte>(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != 0x1b)
            {
                plain.Add(line[i]);
            }
            else if (line[(i + 1)..].StartsWith("["u8))
            {
                i += Math.Max(line[i..].IndexOfAny((byte)'m', (byte)'K'), 1);
            }
            else
            {
                var end = line[(i + 1)..].IndexOfAny((byte)0x07, (byte)'\\');
                i = end < 0 ? line.Length : i + 1 + end;
            }
        }

        return plain.ToArray();
    }

    // Tabs are shown as blanks, and so is NUL.
    private static bool AreAlike(ReadOnlySpan<byte> own, ReadOnlySpan<byte> quoted)
    {
        var blanks = " \t\r\0"u8;
        while (true)
        {
            own = own.TrimStart(blanks);
            quoted = quoted.TrimStart(blanks);
            if (own.IsEmpty || quoted.IsEmpty)
            {
                return own.IsEmpty && quoted.IsEmpty;
            }

            var word = own.IndexOfAny(blanks) is >= 0 and var end ? end : own.Length;
            if (!quoted.StartsWith(own[..word]) || (quoted.Length > word && !blanks.Contains(quoted[word])))
            {
                return false;
            }

            own = own[word..];
            quoted = quoted[word..];
        }
    }

    /// <summary>With what is not plain ASCII as "&lt;U+202E&gt;", or "&lt;fc&gt;" where it is no UTF-8.</summary>
    private static ReadOnlySpan<byte> Escaped(ReadOnlySpan<byte> own)
    {
        var shown = new StringBuilder(own.Length);
        while (!own.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(own, out var rune, out var length) == OperationStatus.Done;
            if (!isValid)
            {
                length = 1;
                shown.Append($"<{own[0]:x2}>");
            }
            else if (rune.Value is '\t' or '\r' or (>= ' ' and < 0x7f))
            {
                shown.Append((char)rune.Value);
            }
            else
            {
                shown.Append($"<U+{rune.Value:X4}>");
            }

            own = own[length..];
        }

        return Encoding.ASCII.GetBytes(shown.ToString());
    }
}

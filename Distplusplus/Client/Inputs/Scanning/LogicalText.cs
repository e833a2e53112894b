using System.Buffers;
using System.Runtime.CompilerServices;

namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>Source text as the first translation phases see it: lines joined, comments blank. Pure.</summary>
internal static class LogicalText
{
    /// <summary>Where joining lines may have something to do.</summary>
    private static readonly SearchValues<byte> _notable = SearchValues.Create("\\?/\"'\n"u8);

    /// <summary>A bit for each of the first 128 characters: digits, '$', '_' and letters.</summary>
    private static ReadOnlySpan<uint> _words => [0, 0x03FF_0010, 0x87FF_FFFE, 0x07FF_FFFE];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\v' or (byte)'\f' or (byte)'\r' or 0;

    /// <summary>Part of an identifier or number; bytes of UTF-8 names too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWord(byte c) => c >= 0x80 || (_words[c >> 5] >> (c & 31) & 1) != 0;

    /// <summary>
    /// Tells whether a directive may begin here: only blanks and comments precede it, as far as one line shows.
    /// </summary>
    public static bool BeginsLine(ReadOnlySpan<byte> text, int mark)
    {
        var at = mark - 1;
        while (at >= 0 && IsBlank(text[at]) && text[at] != '\r')
        {
            at--;
        }

        if (at < 0 || text[at] is (byte)'\n' or (byte)'\r')
        {
            return true;
        }

        if (text[at] == '/')
        {
            at--;
            while (at >= 1 && text[at] == '\n')
            {
                at -= text[at - 1] == '\r' ? 2 : 1;
                while (at >= 0 && IsBlank(text[at]))
                {
                    at--;
                }

                at -= at >= 0 && text[at] == '\\' ? 1 : 0;
            }

            return at >= 0 && text[at] == '*';
        }

        return at == 2 && text.StartsWith("\uFEFF"u8);
    }

    /// <summary>
    /// The position after any joined line ends ("\" or "??/" before the end of a line, blanks between allowed).
    /// </summary>
    public static int SkipSplices(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            int after;
            if (text[at] == '\\')
            {
                after = at + 1;
            }
            else if (text[at] == '?' && text[at..].StartsWith("??/"u8))
            {
                after = at + 3;
            }
            else
            {
                break;
            }

            while (after < text.Length && IsBlank(text[after]))
            {
                after++;
            }

            if (after >= text.Length || text[after] != '\n')
            {
                break;
            }

            at = after + 1;
        }

        return at;
    }

    /// <summary>The position after blanks, comments and joined line ends.</summary>
    public static int SkipBlanks(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            if (IsBlank(text[at]))
            {
                at++;
            }
            else if (
                text[at] == '/' && SkipSplices(text, at + 1) is var star && star < text.Length && text[star] == '*')
            {
                at = AfterComment(text, star + 1);
            }
            else if (SkipSplices(text, at) is var spliced && spliced != at)
            {
                at = spliced;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && IsBlank(text[0]))
        {
            text = text[1..];
        }

        while (!text.IsEmpty && IsBlank(text[^1]))
        {
            text = text[..^1];
        }

        return text;
    }

    /// <summary>
    /// The rest of the line with its continuations joined and comments as blanks. Lives in the text or in the
    /// buffer.
    /// </summary>
    public static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, int at, ByteBuffer buffer)
    {
        var rest = text[at..];
        var length = rest.IndexOf((byte)'\n');
        var line = length < 0 ? rest : rest[..length];
        var comment = line.IndexOf((byte)'/') is >= 0 and var slash && line[slash..].IndexOf("/*"u8) >= 0;
        if (!comment && !EndsInSplice(line) && line.IndexOf("//"u8) < 0)
        {
            return line;
        }

        return Join(rest, buffer, comments: true);
    }

    /// <summary>As <see cref="Line"/>, comments left as they stand.</summary>
    public static ReadOnlySpan<byte> Spliced(ReadOnlySpan<byte> text, int at, ByteBuffer buffer)
        => Join(text[at..], buffer, comments: false);

    private static bool EndsInSplice(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty && IsBlank(line[^1]))
        {
            line = line[..^1];
        }

        return line.EndsWith("\\"u8) || line.EndsWith("??/"u8)
            || (line.IndexOf((byte)'/') is >= 0 and var slash && slash == line.Length - 1);
    }

    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> text, ByteBuffer buffer, bool comments)
    {
        // The text may live in the buffer itself when a joined line is joined again.
        buffer.Turn();
        byte quote = 0;
        for (var at = 0; at < text.Length;)
        {
            var plain = text[at..].IndexOfAny(_notable);
            if (plain != 0)
            {
                plain = plain < 0 ? text.Length - at : plain;
                buffer.Add(text.Slice(at, plain));
                at += plain;
                continue;
            }

            if (SkipSplices(text, at) is var spliced && spliced != at)
            {
                at = spliced;
                continue;
            }

            var c = text[at];
            if (c == '\n')
            {
                break;
            }

            if (comments && quote == 0 && c == '/')
            {
                var second = SkipSplices(text, at + 1);
                if (second < text.Length && text[second] == '*')
                {
                    buffer.Add((byte)' ');
                    at = AfterComment(text, second + 1);
                    continue;
                }

                if (second < text.Length && text[second] == '/')
                {
                    comments = false;
                    quote = 1;
                    at = second;
                    SkipRest(text, ref at);
                    continue;
                }
            }

            if (quote == 0 && c is (byte)'"' or (byte)'\'')
            {
                // An apostrophe alone (a digit separator, prose in a skipped block) quotes nothing.
                quote = c == '"' || Closes(text[(at + 1)..]) ? c : (byte)0;
            }
            else if (quote > 1 && c == '\\' && at + 1 < text.Length)
            {
                buffer.Add(c);
                at++;
                c = text[at];
                if (c == '\n')
                {
                    break;
                }
            }
            else if (c == quote)
            {
                quote = 0;
            }

            buffer.Add(c);
            at++;
        }

        return buffer.Written;
    }

    private static bool Closes(ReadOnlySpan<byte> text)
        => text[..Math.Min(text.Length, 6)].IndexOf((byte)'\'') > 0;

    private static void SkipRest(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] != '\n')
        {
            var spliced = SkipSplices(text, at);
            at = spliced != at ? spliced : at + 1;
        }
    }

    private static int AfterComment(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var star = text[at..].IndexOf((byte)'*');
            if (star < 0)
            {
                return text.Length;
            }

            at = SkipSplices(text, at + star + 1);
            if (at < text.Length && text[at] == '/')
            {
                return at + 1;
            }
        }

        return text.Length;
    }
}

using System.Buffers.Text;
using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Whether the lines that gcc quotes in its messages about a text are those of the files here. A host quotes from what
/// it finds in the text; where that is not what the plain compiler would quote, the messages are not the compiler's.
/// </summary>
/// <param name="read">A file's content by the name in a message, or null: gcc would quote nothing.</param>
/// <param name="expected">Messages quote; false after -fno-diagnostics-show-caret.</param>
/// <param name="leanFiles">Those of which the text has left something out.</param>
internal sealed class Quotations(
    Func<string, byte[]?> read, bool expected, IReadOnlySet<string>? leanFiles = null)
{
    private readonly Dictionary<string, SourceLines?> _files = new(StringComparer.Ordinal);
    private bool _pasted;
    private bool _onFormat;
    private string _file = string.Empty;
    private string _place = string.Empty;
    private bool _owed;

    /// <summary>What is not true, or may not be, is said of something that a lean text does not have.</summary>
    public bool MissWhatWasLeftOut { get; private set; }

    /// <param name="said">All that was printed.</param>
    public bool AreTrue(ReadOnlySpan<byte> said)
    {
        foreach (var range in said.Split((byte)'\n'))
        {
            if (!Take(WithoutColours(said[range])))
            {
                return false;
            }
        }

        MissWhatWasLeftOut |= _owed && IsLean(_file);

        // Of a format that macros make up gcc may say more when it has the source.
        return !_owed && !(_onFormat && _pasted);
    }

    private bool Take(ReadOnlySpan<byte> line)
    {
        _onFormat |= line.EndsWith("[-Wformat=]"u8);
        if (Quoted(line, out var number, out var text))
        {
            _owed = false;
            _pasted |= PastesStrings(text);
            var isTrue = LinesOf(_file)?.Line(number) is { } own && AreAlike(own.Span, text);
            MissWhatWasLeftOut |= !isTrue && IsLean(_file);
            return isTrue;
        }

        if (_owed)
        {
            MissWhatWasLeftOut |= IsLean(_file);
            return false;
        }

        if (Place(line) is { } place)
        {
            _file = place.File;
            if (IsLean(_file) && LinesOf(_file)?.Line(place.Line) is { } named && Definition.IsRewritten(named.Span))
            {
                MissWhatWasLeftOut = true;
                return false;
            }

            // One place that several messages name in a row is quoted once.
            var where = $"{place.File}:{place.Line}:{place.Column}";
            _owed = expected && place.Column > 0 && where != _place
                && LinesOf(place.File)?.Line(place.Line) is { Length: > 0 };
            _place = where;
        }

        return true;
    }

    private bool IsLean(string name) => leanFiles is not null && leanFiles.Contains(name);

    private SourceLines? LinesOf(string name)
    {
        if (!_files.TryGetValue(name, out var lines))
        {
            lines = read(name) is { } content ? new SourceLines(content) : null;
            _files.Add(name, lines);
        }

        return lines;
    }

    /// <summary>"   12 | text".</summary>
    private static bool Quoted(ReadOnlySpan<byte> line, out int number, out ReadOnlySpan<byte> text)
    {
        text = default;
        var digits = line.TrimStart((byte)' ');
        if (digits.Length == line.Length
            || !Utf8Parser.TryParse(digits, out number, out var length)
            || !digits[length..].StartsWith(" |"u8))
        {
            number = 0;
            return false;
        }

        text = digits[(length + 2)..];
        return true;
    }

    /// <summary>"file:12:5: kind: …"; what a message only passes by ("file:12:5:   required from") is none.</summary>
    private static (string File, int Line, int Column)? Place(ReadOnlySpan<byte> line)
    {
        for (var colon = 1; colon < line.Length; colon++)
        {
            if (line[colon] == ':'
                && Utf8Parser.TryParse(line[(colon + 1)..], out int number, out var length)
                && line[(colon + 1 + length)..] is [(byte)':', ..] rest)
            {
                var column = 0;
                if (Utf8Parser.TryParse(rest[1..], out int second, out var more)
                    && rest[(1 + more)..] is [(byte)':', ..])
                {
                    column = second;
                    rest = rest[(1 + more)..];
                }

                return rest is [_, (byte)' ', not (byte)' ', ..]
                    ? (NativeText.Decode(line[..colon]), number, column)
                    : null;
            }
        }

        return null;
    }

    /// <summary>A string literal goes on as a macro: "%" PRId64.</summary>
    private static bool PastesStrings(ReadOnlySpan<byte> line)
    {
        var inside = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && inside)
            {
                i++;
            }
            else if (line[i] == '"')
            {
                inside = !inside;
                if (!inside && line[(i + 1)..].TrimStart(" \t"u8) is [var next, ..]
                    && (char.IsAsciiLetter((char)next) || next == '_'))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Tabs are shown as blanks.
    private static bool AreAlike(ReadOnlySpan<byte> own, ReadOnlySpan<byte> quoted)
    {
        while (true)
        {
            own = own.TrimStart(" \t\r"u8);
            quoted = quoted.TrimStart(" \t\r"u8);
            if (own.IsEmpty || quoted.IsEmpty)
            {
                return own.IsEmpty && quoted.IsEmpty;
            }

            var word = own.IndexOfAny(" \t\r"u8) is >= 0 and var end ? end : own.Length;
            if (!quoted.StartsWith(own[..word])
                || quoted[word..] is not ([] or [(byte)' ' or (byte)'\t' or (byte)'\r', ..]))
            {
                return false;
            }

            own = own[word..];
            quoted = quoted[word..];
        }
    }

    /// <summary>Without the terminal's sequences for colours and links.</summary>
    private static ReadOnlySpan<byte> WithoutColours(ReadOnlySpan<byte> line)
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
}

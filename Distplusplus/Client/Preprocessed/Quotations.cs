using System.Buffers;
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
    private readonly ArrayBufferWriter<byte> _words = new();
    private readonly HashSet<(string File, int Line)> _shown = [];
    private string _file = string.Empty;
    private bool _owed;

    /// <summary>What is not true, or may not be, is said of something that a lean text does not have.</summary>
    public bool MissWhatWasLeftOut { get; private set; }

    /// <param name="said">All that was printed.</param>
    /// <returns>What the plain compiler says; null: that is not sure.</returns>
    public byte[]? True(ReadOnlySpan<byte> said)
    {
        foreach (var range in said.Split((byte)'\n'))
        {
            _words.Write(range.Start.Value > 0 ? "\n"u8 : default);
            _words.Write(said[range]);
            if (!Take(QuotedLine.WithoutColours(said[range])))
            {
                return null;
            }
        }

        MissWhatWasLeftOut |= _owed && IsLean(_file);
        return _owed ? null : _words.WrittenSpan.ToArray();
    }

    private bool Take(ReadOnlySpan<byte> line)
    {
        if (IsOnFormat(line))
        {
            return false;
        }

        if (Quoted(line, out var number, out var text))
        {
            _owed = false;
            _shown.Add((_file, number));
            if (LinesOf(_file)?.Line(number) is { } own)
            {
                if (QuotedLine.Shows(text, own.Span))
                {
                    return true;
                }

                if (QuotedLine.IsTakenAway(text, own.Span))
                {
                    _words.Write(own.Span.TrimEnd(" \r"u8));
                    return true;
                }
            }

            MissWhatWasLeftOut |= IsLean(_file);
            return false;
        }

        // A line that gcc proposes stands before the one it quotes.
        if (_owed && !line.TrimStart((byte)' ').StartsWith("+++ |"u8))
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

            // What several messages name in a row is quoted once; who could quote a line has it. Of a definition gcc
            // knows no column, of all else without one the assembler speaks, which quotes nothing.
            _owed = expected && !_shown.Contains((place.File, place.Line))
                && LinesOf(place.File)?.Line(place.Line) is { Length: > 0 } own
                && (place.Column > 0 || own.Span.TrimStart(" \t"u8).StartsWith("#"u8));
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

    /// <summary>
    /// Where in a format string a directive stands gcc says only of a source: it looks into none that a text names.
    /// </summary>
    private static bool IsOnFormat(ReadOnlySpan<byte> line)
        => line.EndsWith("]"u8) && (line.IndexOf("[-Wformat"u8) >= 0 || line.IndexOf("[-Werror=format"u8) >= 0);
}

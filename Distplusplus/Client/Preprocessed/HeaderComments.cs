using Distplusplus.Compiler;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Which lines of a system header are comment and nothing else: a third of a usual text, and no compiler looks at them.
/// Told every line in order; where it is not sure what is comment, nothing is until the next file. Made per text.
/// </summary>
internal sealed class HeaderComments
{
    private bool _isDoubtful;

    /// <summary>A comment goes on that began in an earlier line.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>A line mark stands in what was taken for a comment: all of it was read wrongly.</summary>
    public bool IsLost { get; private set; }

    /// <summary>A string that goes on over lines was seen: what follows may lie in it.</summary>
    public bool IsBlind { get; private set; }

    /// <summary>A line mark was read, outside of comments as all of them are.</summary>
    public void Enter() => _isDoubtful = IsBlind;

    /// <summary>Of an open comment: the bytes of the lines, from here on, that it has for itself.</summary>
    /// <param name="text">From the beginning of a line.</param>
    public int WholeLines(ReadOnlySpan<byte> text)
    {
        var close = text.IndexOf("*/"u8);
        var whole = text[..((close < 0 ? text : text[..close]).LastIndexOf((byte)'\n') + 1)];

        // "*", a broken line and "/" close a comment too.
        if (whole.StartsWith("/"u8) || whole.IndexOf("\n/"u8) >= 0 || text[whole.Length..].StartsWith("/"u8))
        {
            IsOpen = false;
            _isDoubtful = true;
            return 0;
        }

        IsLost |= HasMark(whole);
        return whole.Length;
    }

    /// <summary>Reads one whole line, which may end an open comment.</summary>
    /// <returns>Whether it is a comment and nothing else.</returns>
    public bool Take(ReadOnlySpan<byte> line)
    {
        if (_isDoubtful)
        {
            return false;
        }

        if (IsOpen)
        {
            var close = line.IndexOf("*/"u8);
            IsOpen = close < 0;
            ReadCode(line[(IsOpen ? line.Length : close + 2)..]);
            return false;
        }

        var first = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (first < 0)
        {
            return false;
        }

        if (line[first] == '#')
        {
            _isDoubtful = line.IndexOf("/*"u8) >= 0;
            return false;
        }

        if (line[first..].StartsWith("//"u8))
        {
            _isDoubtful = GoesOn(line);
            return !_isDoubtful;
        }

        ReadCode(line);
        return false;
    }

    private void ReadCode(ReadOnlySpan<byte> code)
    {
        if (code.IsEmpty)
        {
            return;
        }

        if (code.IndexOfAny((byte)'/', (byte)'"') >= 0)
        {
            ReadClosely(code);
        }

        var mayGoOn = !IsOpen && code[^1] is (byte)'\\' or (byte)'/' or <= (byte)' ';
        _isDoubtful |= mayGoOn && GoesOn(code);
    }

    private void ReadClosely(ReadOnlySpan<byte> code)
    {
        for (var i = 0; i < code.Length && !_isDoubtful; i++)
        {
            switch (code[i])
            {
                case (byte)'"':
                    IsBlind |= i > 0 && code[i - 1] == 'R';
                    _isDoubtful |= IsBlind;
                    i = AfterQuote(code, i);
                    break;
                case (byte)'\'':
                    // Else it parts the digits of a number.
                    _isDoubtful |= i > 0 && IsWord(code[i - 1])
                        && code[i - 1] is not ((byte)'L' or (byte)'u' or (byte)'U');
                    i = AfterQuote(code, i);
                    break;
                case (byte)'/' when code[(i + 1)..].StartsWith("/"u8):
                    return;
                case (byte)'/' when code[(i + 1)..].StartsWith("*"u8):
                    var close = code[(i + 2)..].IndexOf("*/"u8);
                    IsOpen = close < 0;
                    if (IsOpen)
                    {
                        return;
                    }

                    i += close + 3;
                    break;
            }
        }
    }

    /// <returns>Where the closing quote is.</returns>
    private int AfterQuote(ReadOnlySpan<byte> code, int open)
    {
        for (var i = open + 1; i < code.Length; i++)
        {
            if (code[i] == code[open])
            {
                return i;
            }

            i += code[i] == '\\' ? 1 : 0;
        }

        _isDoubtful = true;
        return code.Length;
    }

    // A broken line, also with blanks behind the backslash, also as a trigraph.
    private static bool GoesOn(ReadOnlySpan<byte> line)
    {
        var end = line.TrimEnd(" \t\r\v\f"u8);
        return end.EndsWith("\\"u8) || end.EndsWith("??/"u8);
    }

    private static bool HasMark(ReadOnlySpan<byte> lines)
    {
        for (var rest = lines; !rest.IsEmpty;)
        {
            if (LineMark.Read(rest[..rest.IndexOf((byte)'\n')]) is not null)
            {
                return true;
            }

            var next = rest.IndexOf("\n# "u8);
            rest = next < 0 ? default : rest[(next + 1)..];
        }

        return false;
    }

    private static bool IsWord(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or >= 0x80;
}

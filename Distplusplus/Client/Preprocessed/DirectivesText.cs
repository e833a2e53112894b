using Distplusplus.Compiler;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// gcc's text with its directives, on its way up: definitions get back the words they have in their files, because gcc
/// writes them anew and its messages would name other columns. A lean text leaves those of the system's headers as they
/// are, and their comments out. Made by SourcePreprocessor for one text.
/// </summary>
/// <param name="sink">Where the text goes.</param>
/// <param name="read">A file's content, or null: it cannot be read.</param>
/// <param name="lean">What is known of the system's headers; null: the text is to be whole.</param>
internal sealed class DirectivesText(Stream sink, Func<string, byte[]?> read, SystemHeaders? lean = null)
{
    private readonly GatheredText _out = new(sink);
    private readonly Dictionary<string, SourceLines?> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leanFiles = new(StringComparer.Ordinal);
    private readonly HeaderComments _comments = new();
    private byte[] _carried = new byte[256 << 10];
    private int _carriedBytes;
    private SourceLines? _file;
    private bool _isLean;
    private int _line;
    private int _written;

    /// <summary>
    /// A file has what gcc drops from such a text, or the text is not as we know it: not to be sent. Else null.
    /// </summary>
    public TextTrap? Trap { get; private set; }

    /// <summary>A lean text would not do: not to be sent, a whole one is.</summary>
    public bool MustBeWhole { get; private set; }

    /// <summary>The files whose comments were left out, and whose definitions stand as gcc writes them.</summary>
    public IReadOnlySet<string> LeanFiles => _leanFiles;

    /// <summary>A piece of the text; lines may lie across pieces.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        if (_carriedBytes + piece.Length > _carried.Length)
        {
            Array.Resize(ref _carried, 2 * (_carriedBytes + piece.Length));
        }

        piece.CopyTo(_carried.AsSpan(_carriedBytes));
        var whole = _carried.AsSpan(0, _carriedBytes + piece.Length);
        var taken = WriteLines(whole);
        whole[taken..].CopyTo(_carried);
        _carriedBytes = whole.Length - taken;
    }

    /// <summary>The text has ended.</summary>
    public void End()
    {
        _out.Write(_carried.AsSpan(0, _carriedBytes));
        _out.Flush();
    }

    /// <returns>Bytes of whole lines.</returns>
    private int WriteLines(ReadOnlySpan<byte> text)
    {
        var kept = 0;
        var start = 0;
        while (Trap is null && !MustBeWhole)
        {
            if (_comments.IsOpen && _comments.WholeLines(text[start..]) is > 0 and var comment)
            {
                var lines = text.Slice(start, comment).Count((byte)'\n');
                _out.Write(text[kept..start]);
                _out.WriteLineEnds(lines);
                _line += lines;
                start += comment;
                kept = start;
                MustBeWhole = _comments.IsLost;
            }

            var length = text[start..].IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            var line = text.Slice(start, length);
            var next = start + length + 1;
            if (_comments.IsOpen)
            {
                _comments.Take(line);
                _line++;
            }
            else if (LineMark.Read(line) is { } mark)
            {
                _written = 0;
                Enter(mark);
                _out.Write(text[kept..(start + length)]);
                _out.Write(Addition(mark));
                kept = start + length;
            }
            else if (_written > 0)
            {
                // The blank lines with which gcc makes up for those of the definition, which are there.
                _written--;
                Trap = line.IsEmpty ? null : TextTrap.Unknown;
                _out.Write(text[kept..start]);
                kept = next;
            }
            else if (_isLean)
            {
                if (_comments.Take(line))
                {
                    _out.Write(text[kept..start]);
                    kept = start + length;
                }

                _line++;
            }
            else if (Definition.Is(line) && Original(line) is { Length: > 0 } original)
            {
                _out.Write(text[kept..start]);
                _out.Write(original.Span);
                kept = start + length;
                _written = original.Span.Count((byte)'\n');
                _line += 1 + _written;
            }
            else
            {
                _line++;
            }

            start = next;
        }

        _out.Write(text[kept..start]);
        return start;
    }

    private void Enter(LineMark mark)
    {
        _line = mark.Line;
        _comments.Enter();
        _file = null;
        _isLean = lean is not null && mark is { IsSystem: true, IsFile: true } && EntersSystemHeader(mark.Name);
        if (!_isLean && mark.IsFile && !_files.TryGetValue(mark.Name, out _file))
        {
            _file = read(mark.Name) is { } content ? new SourceLines(content) : null;
            _files.Add(mark.Name, _file);
            Trap = _file is null ? null : TextTraps.InFile(_file.Content);
        }
    }

    /// <returns>False: there is none.</returns>
    private bool EntersSystemHeader(string name)
    {
        if (_leanFiles.Contains(name))
        {
            return true;
        }

        if (IsMissing(name) || lean!.HasLostPragma(name) is not { } isTrap)
        {
            return false;
        }

        _leanFiles.Add(name);
        Trap = isTrap && !_files.ContainsKey(name) ? TextTrap.LostPragma : null;
        MustBeWhole = lean.HasShorterName(name);
        return true;
    }

    /// <summary>What the compiler of the text must know of the place that it does not know from the mark.</summary>
    private ReadOnlySpan<byte> Addition(LineMark mark)
    {
        if (mark.IsFile)
        {
            return !_isLean && _file?.From(mark.Line) is null ? " "u8 : default;
        }

        // Else gcc 11 warns of what it defines itself.
        return mark is { Name: "<built-in>", IsSystem: false } ? " 3"u8 : default;
    }

    private bool IsMissing(string name) => _files.TryGetValue(name, out var file) && file is null;

    /// <summary>Empty: it is the same, or it is not what stands there.</summary>
    private ReadOnlyMemory<byte> Original(ReadOnlySpan<byte> line)
    {
        if (_file?.From(_line) is not { } source)
        {
            return default;
        }

        if (source.Span.StartsWith(line) && source.Span[line.Length..] is [] or [(byte)'\n', ..])
        {
            return default;
        }

        var written = Definition.Written(source.Span);
        return Definition.SaysTheSame(written, line) ? source[..written.Length] : default;
    }
}

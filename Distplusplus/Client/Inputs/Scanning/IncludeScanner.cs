using System.Buffers.Binary;

namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>
/// Finds everything in a text that may name a file, regardless of conditionals, comments and strings: too many files do
/// no harm, because they are at the same places on the host. Pure; one per thread, reused.
/// </summary>
internal sealed class IncludeScanner
{
    private readonly ByteBuffer _directives = new(4096);
    private readonly ByteBuffer _macros = new(1024);
    private readonly ByteBuffer _joined = new(256);
    private ScanFlags _flags;

    /// <param name="assembler">The text is assembler: every .include counts.</param>
    /// <param name="modules">The language has modules: declarations of them are looked for.</param>
    public ScannedText Scan(ReadOnlySpan<byte> text, bool assembler = false, bool modules = true)
    {
        _directives.Truncate(0);
        _macros.Truncate(0);
        _flags = ScanFlags.None;
        var position = 0;
        while (position < text.Length)
        {
            var next = text[position..].IndexOfAny((byte)'#', (byte)'%', (byte)'?');
            if (next < 0)
            {
                break;
            }

            var mark = position + next;
            position = AfterMark(text, mark);
            if (position < 0)
            {
                position = mark + 1;
            }
            else if (LogicalText.BeginsLine(text, mark))
            {
                Directive(text, position);
            }
        }

        Assembler(text, assembler);
        if (modules)
        {
            _flags |= ScanFlags.ModulesSought | (SpecialText.NamesModules(text) ? ScanFlags.Modules : ScanFlags.None);
        }

        return new ScannedText(_directives.ToArray(), _macros.ToArray(), _flags);
    }

    /// <summary>The position after '#', "%:" or "??=", or -1 when it is none of them.</summary>
    private static int AfterMark(ReadOnlySpan<byte> text, int mark)
    {
        switch (text[mark])
        {
            case (byte)'#':
                return mark + 1;
            case (byte)'%':
                var second = LogicalText.SkipSplices(text, mark + 1);
                return second < text.Length && text[second] == ':' ? second + 1 : -1;
            default:
                return text[mark..].StartsWith("??="u8) ? mark + 3 : -1;
        }
    }

    private void Directive(ReadOnlySpan<byte> text, int position)
    {
        position = LogicalText.SkipBlanks(text, position);
        if (position >= text.Length)
        {
            return;
        }

        var end = position;
        while (end < text.Length && LogicalText.IsWord(text[end]))
        {
            end++;
        }

        if (end < text.Length && text[end] is (byte)'\\' or (byte)'?' && LogicalText.SkipSplices(text, end) != end)
        {
            // The word itself is broken over lines.
            var whole = LogicalText.Line(text, position, _joined);
            var length = 0;
            while (length < whole.Length && LogicalText.IsWord(whole[length]))
            {
                length++;
            }

            Directive(whole[..length], whole, length);
            return;
        }

        Directive(text[position..end], text, end);
    }

    private void Directive(ReadOnlySpan<byte> word, ReadOnlySpan<byte> text, int after)
    {
        if (word.IsEmpty)
        {
            return;
        }

        switch (word[0])
        {
            case (byte)'i':
                if (word.SequenceEqual("include"u8) || word.SequenceEqual("import"u8))
                {
                    Named(DirectiveKind.Include, text, after);
                }
                else if (word.SequenceEqual("include_next"u8))
                {
                    Named(DirectiveKind.Next, text, after);
                }
                else if (word.SequenceEqual("if"u8))
                {
                    Condition(LogicalText.Line(text, after, _joined));
                }

                break;
            case (byte)'e':
                if (word.SequenceEqual("elif"u8))
                {
                    Condition(LogicalText.Line(text, after, _joined));
                }
                else if (word.SequenceEqual("embed"u8))
                {
                    Named(DirectiveKind.Exists, text, after);
                }

                break;
            case (byte)'d':
                if (word.SequenceEqual("define"u8))
                {
                    Define(LogicalText.Line(text, after, _joined));
                }

                break;
            case (byte)'p':
                if (word.SequenceEqual("pragma"u8))
                {
                    var line = LogicalText.Line(text, after, _joined);
                    if (line.IndexOf("dependency"u8) is >= 0 and var at)
                    {
                        Named(DirectiveKind.Exists, line, at + "dependency"u8.Length);
                    }
                }

                break;
            case (byte)'l':
                if (word.SequenceEqual("line"u8))
                {
                    Line(LogicalText.Line(text, after, _joined));
                }

                break;
            case >= (byte)'0' and <= (byte)'9':
                Line(LogicalText.Line(text, after, _joined));
                break;
        }
    }

    private void Named(DirectiveKind kind, ReadOnlySpan<byte> text, int position)
    {
        position = LogicalText.SkipBlanks(text, position);
        if (position >= text.Length)
        {
            return;
        }

        var close = text[position] switch { (byte)'"' => (byte)'"', (byte)'<' => (byte)'>', _ => (byte)0 };
        if (close == 0)
        {
            var tokens = LogicalText.Trim(LogicalText.Line(text, position, _joined));
            if (!tokens.IsEmpty)
            {
                Add(kind, DirectiveForm.Computed, tokens);
            }

            return;
        }

        var form = close == '"' ? DirectiveForm.Quote : DirectiveForm.Angle;
        var name = text[(position + 1)..];
        var end = name.IndexOfAny(close, (byte)'\n');
        if (end < 0)
        {
            return;
        }

        if (name[end] == close)
        {
            Add(kind, form, name[..end]);
            return;
        }

        // The name goes on in the next line, or has no end.
        var joined = LogicalText.Spliced(text, position, _joined)[1..];
        end = joined.IndexOf(close);
        if (end >= 0)
        {
            Add(kind, form, joined[..end]);
        }
        else if (form == DirectiveForm.Angle)
        {
            Add(kind, DirectiveForm.Computed, LogicalText.Trim(joined));
        }
    }

    /// <summary>
    /// An #if: whatever stands in parentheses like a file's name may be asked for, under the operator's own name
    /// or a wrapper's.
    /// </summary>
    private void Condition(ReadOnlySpan<byte> line)
    {
        for (var rest = line; rest.IndexOf((byte)'(') is >= 0 and var open;)
        {
            rest = rest[(open + 1)..];
            var at = LogicalText.SkipBlanks(rest, 0);
            if (at < rest.Length && rest[at] is (byte)'<' or (byte)'"')
            {
                Literal(DirectiveKind.Exists, rest, at);
            }
        }

        Queries(line);
    }

    private void Define(ReadOnlySpan<byte> line)
    {
        var start = LogicalText.SkipBlanks(line, 0);
        var end = start;
        while (end < line.Length && LogicalText.IsWord(line[end]))
        {
            end++;
        }

        if (end == start)
        {
            return;
        }

        var isLikeFunction = end < line.Length && line[end] == '(';
        var body = LogicalText.Trim(line[end..]);
        if (!isLikeFunction && IncludeMacros.IsNameOfFile(body))
        {
            Add(DirectiveKind.Define, DirectiveForm.Computed, [.. line[start..end], 0, .. body]);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_macros.Reserve(4), ByteHash.OfMacro(line[start..end]));
        }

        _flags |= SpecialText.NamesAbsolute(body) ? ScanFlags.AbsoluteName : ScanFlags.None;
        Queries(line[end..]);
    }

    /// <summary>Files that the assembler reads; one whose name is not written out is flagged.</summary>
    private void Assembler(ReadOnlySpan<byte> text, bool isAssembly)
    {
        for (var from = 0; SpecialText.TryFindAssemblerFile(text, isAssembly, ref from, out var kind, out var name);)
        {
            if (name.IsEmpty)
            {
                _flags |= ScanFlags.AssemblerInclude;
            }
            else
            {
                Add(kind, DirectiveForm.Quote, name);
            }
        }
    }

    private void Queries(ReadOnlySpan<byte> line)
    {
        while (line.IndexOf("__has_"u8) is >= 0 and var at)
        {
            line = line[(at + "__has_"u8.Length)..];
            var include = line.StartsWith("include"u8);
            if (!include && !line.StartsWith("embed"u8))
            {
                continue;
            }

            var kind = line.StartsWith("include_next"u8) ? DirectiveKind.ExistsNext : DirectiveKind.Exists;
            var end = 0;
            while (end < line.Length && LogicalText.IsWord(line[end]))
            {
                end++;
            }

            end = LogicalText.SkipBlanks(line, end);
            var open = end < line.Length && line[end] == '(';
            end = LogicalText.SkipBlanks(line, open ? end + 1 : end);
            if (end >= line.Length)
            {
                continue;
            }

            if (line[end] is (byte)'<' or (byte)'"')
            {
                Literal(kind, line, end);
            }
            else if (open)
            {
                var depth = 1;
                var close = end;
                for (; close < line.Length && depth > 0; close++)
                {
                    depth += line[close] switch { (byte)'(' => 1, (byte)')' => -1, _ => 0 };
                }

                if (depth == 0 && LogicalText.Trim(line[end..(close - 1)]) is { IsEmpty: false } tokens)
                {
                    Add(kind, DirectiveForm.Computed, tokens);
                }
            }
        }
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf((byte)'"') is >= 0 and var open
            && line[(open + 1)..].LastIndexOf((byte)'"') is > 0 and var length)
        {
            Add(DirectiveKind.Line, DirectiveForm.Quote, line.Slice(open + 1, length));
        }
    }

    private void Literal(DirectiveKind kind, ReadOnlySpan<byte> line, int open)
    {
        var length = line[(open + 1)..].IndexOf(line[open] == '<' ? (byte)'>' : (byte)'"');
        if (length > 0)
        {
            Add(kind, line[open] == '<' ? DirectiveForm.Angle : DirectiveForm.Quote, line.Slice(open + 1, length));
        }
    }

    private void Add(DirectiveKind kind, DirectiveForm form, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return;
        }

        // No path is as long; what is cut off this way is found nowhere, as it would be at full length.
        name = name[..Math.Min(name.Length, ushort.MaxValue)];
        var prefix = _directives.Reserve(ScannedText.Prefix);
        prefix[0] = (byte)kind;
        prefix[1] = (byte)form;
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[2..], (ushort)name.Length);
        _directives.Add(name);
    }
}

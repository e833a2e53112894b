namespace Distplusplus.Client.Preprocessed;

/// <summary>The lines of a source or header, asked for by number, mostly forwards. Made per file of a text.</summary>
internal sealed class SourceLines(ReadOnlyMemory<byte> content)
{
    private int _number = 1;
    private int _start;

    public ReadOnlySpan<byte> Content => content.Span;

    /// <summary>Everything from the start of a line on; null where the file is shorter.</summary>
    /// <param name="number">From 1.</param>
    public ReadOnlyMemory<byte>? From(int number)
    {
        if (number < _number)
        {
            (_number, _start) = (1, 0);
        }

        while (_number < number)
        {
            var end = content.Span[_start..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }

            _start += end + 1;
            _number++;
        }

        return _start < content.Length ? content[_start..] : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>One line without its end; null where the file is shorter.</summary>
    public ReadOnlyMemory<byte>? Line(int number)
        => From(number) is { } rest
            ? rest[..(rest.Span.IndexOf((byte)'\n') is >= 0 and var end ? end : rest.Length)]
            : (ReadOnlyMemory<byte>?)null;
}

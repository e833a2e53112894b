using System.Text;

namespace Distplusplus.Client.Inputs;

/// <summary>One of the definitions a macro may have.</summary>
/// <param name="Parameters">Null: like an object.</param>
internal sealed record MacroDefinition(
    string Name, string[]? Parameters, bool Variadic, List<MacroToken> Body, string Text)
{
    /// <param name="line">What follows #define, comments gone and lines joined; or what -D says, with '='
    /// replaced.</param>
    public static MacroDefinition? Parse(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(LogicalText.Trim(line));
        var end = 0;
        while (end < text.Length && LogicalText.IsWord((byte)text[end]))
        {
            end++;
        }

        if (end == 0)
        {
            return null;
        }

        var name = text[..end];
        if (end >= text.Length || text[end] != '(')
        {
            return new MacroDefinition(name, null, false, MacroToken.Split(text.AsSpan(end)), text[end..].Trim());
        }

        var close = text.IndexOf(')', end);
        if (close < 0)
        {
            return null;
        }

        var parameters = text[(end + 1)..close]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var variadic = parameters is [.., var last] && last.EndsWith("...", StringComparison.Ordinal);
        if (variadic)
        {
            parameters[^1] = parameters[^1] == "..." ? "__VA_ARGS__" : parameters[^1][..^3].Trim();
        }

        return new MacroDefinition(
            name, parameters, variadic, MacroToken.Split(text.AsSpan(close + 1)), text[end..].Trim());
    }

    /// <summary>Every definition in a text, whatever it stands in.</summary>
    public static IEnumerable<MacroDefinition> All(byte[] text)
    {
        var joined = new ByteBuffer(256);
        for (var at = 0; at < text.Length; at++)
        {
            at = Array.IndexOf(text, (byte)'#', at);
            if (at < 0)
            {
                yield break;
            }

            if (LogicalText.BeginsLine(text, at) && AfterDefine(text, at + 1) is > 0 and var after
                && Parse(LogicalText.Line(text, after, joined)) is { } definition)
            {
                yield return definition;
            }
        }
    }

    private static int AfterDefine(ReadOnlySpan<byte> text, int at)
    {
        at = LogicalText.SkipBlanks(text, at);
        return text[at..].StartsWith("define"u8) ? at + "define"u8.Length : -1;
    }
}

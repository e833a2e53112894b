namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>Finds text that reads files without a preprocessor directive. Pure; errs on the side of a match.</summary>
internal static class SpecialText
{
    /// <summary>Finds the next .incbin or .include behind <paramref name="from"/>, and goes behind it.</summary>
    /// <param name="isAssembly">Not text in another language, whose strings may be for the assembler.</param>
    /// <param name="name">Empty: it is not written out.</param>
    public static bool TryFindAssemblerFile(
        ReadOnlySpan<byte> text, bool isAssembly, ref int from, out DirectiveKind kind, out ReadOnlySpan<byte> name)
    {
        while (text[from..].IndexOf(".inc"u8) is >= 0 and var next)
        {
            var mark = from + next;
            from = mark + 4;
            kind = text[from..].StartsWith("bin"u8) ? DirectiveKind.Binary : DirectiveKind.Assembly;
            if (kind == DirectiveKind.Assembly && !text[from..].StartsWith("lude"u8))
            {
                continue;
            }

            from += kind == DirectiveKind.Binary ? "bin"u8.Length : "lude"u8.Length;
            var value = AfterBlanks(text[from..]);
            var isString = value is [(byte)'"' or (byte)'\\', ..];
            if ((value.Length == text.Length - from && !(isString && (isAssembly || kind == DirectiveKind.Binary)))
                || (kind == DirectiveKind.Assembly && !isAssembly && !isString) || IsInComment(text, mark))
            {
                continue;
            }

            name = Literal(value, isAssembly ? "\""u8 : "\\\""u8);
            return true;
        }

        kind = default;
        name = default;
        return false;
    }

    /// <summary>Tells whether a macro's body may contain an absolute name; a quotient in a row does not.</summary>
    public static bool NamesAbsolute(ReadOnlySpan<byte> body)
    {
        for (var at = 0; body[at..].IndexOf((byte)'/') is >= 0 and var next; at++)
        {
            at += next;
            if ((at == 0 || !(LogicalText.IsWord(body[at - 1]) || body[at - 1] is (byte)'.' or (byte)'/' or (byte)')'))
                && at + 1 < body.Length && (LogicalText.IsWord(body[at + 1]) || body[at + 1] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> AfterBlanks(ReadOnlySpan<byte> text)
    {
        while (text is [(byte)' ' or (byte)'\t', ..] || text.StartsWith("\\t"u8))
        {
            text = text[(text[0] == '\\' ? 2 : 1)..];
        }

        return text;
    }

    private static ReadOnlySpan<byte> Literal(ReadOnlySpan<byte> value, ReadOnlySpan<byte> quote)
    {
        if (!value.StartsWith(quote))
        {
            return default;
        }

        var rest = value[quote.Length..];
        var end = rest.IndexOfAny("\"\\\n"u8);
        return end > 0 && rest[end..].StartsWith(quote) ? rest[..end] : default;
    }

    private static bool IsInComment(ReadOnlySpan<byte> text, int at)
        => InComment(text[..at])
            || text[(text[..at].LastIndexOf((byte)'\n') + 1)..at].IndexOf("//"u8) >= 0;

    /// <summary>A line that begins with import, export or module as a declaration of C++20 modules does.</summary>
    public static bool NamesModules(ReadOnlySpan<byte> text)
        => Declares(text, "import"u8) || Declares(text, "module"u8);

    private static bool Declares(ReadOnlySpan<byte> text, ReadOnlySpan<byte> keyword)
    {
        for (var from = 0; text[from..].IndexOf(keyword) is >= 0 and var next;)
        {
            var at = from + next;
            from = at + keyword.Length;
            if (Begins(text, at) && Continues(text[from..]) && !InComment(text[..at]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Prose begins lines with such words too.</summary>
    private static bool InComment(ReadOnlySpan<byte> before)
        => before.LastIndexOf("/*"u8) is >= 0 and var open && before[open..].IndexOf("*/"u8) < 0;

    private static bool Begins(ReadOnlySpan<byte> text, int at)
    {
        var line = text[(text[..at].LastIndexOfAny((byte)'\n', (byte)';', (byte)'/') + 1)..at].Trim(" \t\r\v\f"u8);
        return line.IsEmpty || line.SequenceEqual("export"u8);
    }

    private static bool Continues(ReadOnlySpan<byte> after)
    {
        var rest = after.TrimStart(" \t\r\v\f"u8);
        if (rest.IsEmpty || (rest.Length == after.Length && LogicalText.IsWord(rest[0])))
        {
            return false;
        }

        return rest[0] is (byte)'<' or (byte)'"' or (byte)':' or (byte)';' or (byte)'/' or (byte)'\\' or (byte)'\n'
            || (LogicalText.IsWord(rest[0]) && EndsSoon(rest));
    }

    private static bool EndsSoon(ReadOnlySpan<byte> rest)
    {
        var end = 0;
        while (end < rest.Length && (
            LogicalText.IsWord(rest[end]) || rest[end] is (byte)'.' or (byte)':' or (byte)' ' or (byte)'\t'))
        {
            end++;
        }

        return end < rest.Length && rest[end] is (byte)';' or (byte)'[' or (byte)'/' or (byte)'\r' or (byte)'\n';
    }
}

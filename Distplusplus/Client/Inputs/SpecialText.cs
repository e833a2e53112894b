namespace Distplusplus.Client.Inputs;

/// <summary>Text that reads files without a preprocessor's directive. Pure; says yes when in doubt.</summary>
internal static class SpecialText
{
    /// <summary>.incbin anywhere, or .include followed by a name in quotes (by anything, in assembler).</summary>
    public static bool IncludesAssembler(ReadOnlySpan<byte> text, bool assembler)
    {
        for (var rest = text; rest.IndexOf(".inc"u8) is >= 0 and var at;)
        {
            rest = rest[(at + 4)..];
            if (rest.StartsWith("bin"u8))
            {
                return true;
            }

            if (rest.StartsWith("lude"u8))
            {
                var after = rest[4..].TrimStart(" \t"u8);
                if (assembler || (after.Length < rest.Length - 4 || after.StartsWith("\\t"u8))
                    && after is [(byte)'"' or (byte)'\\', ..])
                {
                    return true;
                }
            }
        }

        return false;
    }

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

namespace Distplusplus.Client.Inputs;

/// <summary>A preprocessing token of a computed include; text is Latin-1, one character a byte.</summary>
/// <param name="Spaced">Blanks stand before it.</param>
/// <param name="Hidden">Macros that are not expanded in it any more.</param>
internal sealed record MacroToken(MacroTokenKind Kind, string Text, bool Spaced, HiddenNames? Hidden = null)
{
    public bool Is(char punctuation) => Kind == MacroTokenKind.Other && Text.Length == 1 && Text[0] == punctuation;

    public static List<MacroToken> Split(ReadOnlySpan<char> text)
    {
        var tokens = new List<MacroToken>();
        var spaced = false;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c < 256 && LogicalText.IsBlank((byte)c))
            {
                spaced = true;
                at++;
                continue;
            }

            var end = at + 1;
            var kind = MacroTokenKind.Other;
            if (c is '"' or '\'')
            {
                while (end < text.Length && text[end] != c)
                {
                    end += text[end] == '\\' ? 2 : 1;
                }

                end = Math.Min(end + 1, text.Length);
                kind = MacroTokenKind.String;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && end < text.Length && char.IsAsciiDigit(text[end])))
            {
                while (end < text.Length
                    && (LogicalText.IsWord((byte)text[end]) || text[end] == '.'
                        || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E' or 'p' or 'P')))
                {
                    end++;
                }

                kind = MacroTokenKind.Number;
            }
            else if (LogicalText.IsWord((byte)c))
            {
                while (end < text.Length && LogicalText.IsWord((byte)text[end]))
                {
                    end++;
                }

                kind = MacroTokenKind.Name;
            }
            else if (c == '#' && end < text.Length && text[end] == '#')
            {
                end++;
            }
            else if (text[at..].StartsWith("..."))
            {
                end += 2;
            }

            tokens.Add(new MacroToken(kind, text[at..end].ToString(), spaced));
            spaced = false;
            at = end;
        }

        return tokens;
    }
}

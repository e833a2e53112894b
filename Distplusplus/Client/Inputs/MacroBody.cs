namespace Distplusplus.Client.Inputs;

/// <summary>What a macro's body becomes with the arguments of a call. Pure.</summary>
internal static class MacroBody
{
    /// <param name="hidden">Names that are not expanded again in what comes out.</param>
    /// <param name="expand">Expands an argument by itself.</param>
    public static List<MacroToken> Substitute(
        MacroDefinition macro,
        List<List<MacroToken>> arguments,
        HiddenNames hidden,
        Func<List<MacroToken>, List<MacroToken>> expand)
    {
        var output = new List<MacroToken>();
        var body = macro.Body;
        var expanded = new List<MacroToken>?[arguments.Count];
        for (var i = 0; i < body.Count; i++)
        {
            var token = body[i];
            if (macro.Parameters is not null && token.Is('#') && i + 1 < body.Count
                && Parameter(body[i + 1]) is >= 0 and var quoted)
            {
                output.Add(TokenLists.Stringize(arguments[quoted], token.Spaced));
                i++;
            }
            else if (
                token.Text == "##" && token.Kind == MacroTokenKind.Other && i + 1 < body.Count && output.Count + i > 0)
            {
                i++;
                List<MacroToken> right = Parameter(body[i]) is >= 0 and var pasted ? arguments[pasted] : [body[i]];
                TokenLists.Paste(output, right);
            }
            else if (Parameter(token) is >= 0 and var index)
            {
                var raw = i + 1 < body.Count && body[i + 1] is { Kind: MacroTokenKind.Other, Text: "##" };
                var values = raw ? arguments[index] : expanded[index] ??= expand(arguments[index]);
                if (raw && values.Count == 0)
                {
                    // Pasting onto nothing gives the right side alone; a mark keeps the left neighbour out of it.
                    output.Add(new MacroToken(MacroTokenKind.Other, "", token.Spaced));
                }

                for (var v = 0; v < values.Count; v++)
                {
                    output.Add(v == 0 ? values[v] with { Spaced = token.Spaced } : values[v]);
                }
            }
            else
            {
                output.Add(token);
            }
        }

        output.RemoveAll(token => token.Text.Length == 0);
        for (var i = 0; i < output.Count; i++)
        {
            output[i] = output[i] with { Hidden = HiddenNames.Either(hidden, output[i].Hidden) };
        }

        return output;

        int Parameter(MacroToken token)
            => macro.Parameters is null
                || token.Kind != MacroTokenKind.Name ? -1 : Array.IndexOf(macro.Parameters, token.Text);
    }
}

using System.Text;

namespace Distplusplus.Client.Inputs;

/// <summary>What a preprocessor does to lists of tokens, whatever the macros are. Pure.</summary>
internal static class TokenLists
{
    public static string? HeaderName(List<MacroToken> result)
    {
        if (result is [{ Kind: MacroTokenKind.String } literal, ..] && literal.Text is ['"', _, .., '"'])
        {
            return literal.Text;
        }

        if (result.Count < 3 || !result[0].Is('<'))
        {
            return null;
        }

        var name = new StringBuilder("<");
        for (var i = 1; i < result.Count; i++)
        {
            if (result[i].Is('>'))
            {
                return name.Append('>').ToString();
            }

            if (result[i].Spaced && i > 1)
            {
                name.Append(' ');
            }

            name.Append(result[i].Text);
        }

        return null;
    }

    public static void Push(Stack<MacroToken> input, List<MacroToken> tokens, bool spaced)
    {
        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            input.Push(i == 0 ? tokens[0] with { Spaced = spaced } : tokens[i]);
        }
    }

    /// <summary>The arguments of a call, off the input; null (and nothing taken) when they do not fit.</summary>
    public static List<List<MacroToken>>? Arguments(
        Stack<MacroToken> input, MacroDefinition macro, out MacroToken close)
    {
        var taken = new List<MacroToken>();
        var arguments = new List<List<MacroToken>> { new() };
        var depth = 0;
        while (input.TryPop(out var token))
        {
            taken.Add(token);
            if (token.Is('('))
            {
                if (depth++ == 0)
                {
                    continue;
                }
            }
            else if (token.Is(')') && --depth == 0)
            {
                close = token;
                var wanted = macro.Parameters!.Length;
                if (wanted == 0 && arguments is [{ Count: 0 }])
                {
                    return [];
                }

                if (macro.Variadic && arguments.Count == wanted - 1)
                {
                    arguments.Add([]);
                }

                if (arguments.Count == wanted)
                {
                    return arguments;
                }

                break;
            }
            else if (token.Is(',') && depth == 1 && !(macro.Variadic && arguments.Count == macro.Parameters!.Length))
            {
                arguments.Add([]);
                continue;
            }

            arguments[^1].Add(token);
        }

        for (var i = taken.Count - 1; i >= 0; i--)
        {
            input.Push(taken[i]);
        }

        close = taken[0];
        return null;
    }

    public static List<List<MacroToken>> Split(List<MacroToken> tokens)
    {
        var parts = new List<List<MacroToken>> { new() };
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += token.Is('(') ? 1 : token.Is(')') ? -1 : 0;
            if (depth == 0 && token.Is(','))
            {
                parts.Add([]);
            }
            else
            {
                parts[^1].Add(token);
            }
        }

        return parts;
    }

    public static void Paste(List<MacroToken> output, List<MacroToken> right)
    {
        if (right.Count == 0 || output.Count == 0)
        {
            output.AddRange(right);
            return;
        }

        var left = output[^1];
        output.RemoveAt(output.Count - 1);
        if (left.Is(',') && right[0].Kind != MacroTokenKind.Other)
        {
            // GNU: ", ## __VA_ARGS__" pastes nothing.
            output.Add(left);
            output.AddRange(right);
            return;
        }

        var text = left.Text + right[0].Text;
        var pasted = MacroToken.Split(text);
        if (pasted.Count == 1)
        {
            output.Add(
                pasted[0] with { Spaced = left.Spaced, Hidden = HiddenNames.Both(left.Hidden, right[0].Hidden) });
        }
        else
        {
            output.Add(left);
            output.Add(right[0] with { Spaced = false });
        }

        output.AddRange(right.Skip(1));
    }

    public static MacroToken Stringize(List<MacroToken> argument, bool spaced)
    {
        var text = new StringBuilder("\"");
        for (var i = 0; i < argument.Count; i++)
        {
            if (i > 0 && argument[i].Spaced)
            {
                text.Append(' ');
            }

            text.Append(argument[i].Kind == MacroTokenKind.String
                ? argument[i].Text.Replace(
                    "\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                : argument[i].Text);
        }

        return new MacroToken(MacroTokenKind.String, text.Append('"').ToString(), spaced);
    }
}

using System.Text;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// What tokens may expand to under any combination of the definitions their macros have: within one directive a macro
/// has one definition or none, so every combination met is tried. Lives as long as one collection.
/// </summary>
internal sealed class MacroExpander(MacroTable table, int budget = 6_000_000)
{
    /// <summary>Stands for the name of the file a directive is in.</summary>
    public const string Self = "\"\u0001\"";

    /// <summary>Begins the names of arguments in trials; such a name expands to itself and a second token.</summary>
    private const string Probe = "\u00fftrial";

    private const int LongestRun = 20_000;
    private const int DeepestNesting = 64;

    private readonly Combinations _combinations = new();
    private readonly Dictionary<string, int> _consulted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _alike = new(StringComparer.Ordinal);
    private int _budget = budget;
    private int _steps;
    private bool _unknown;

    /// <summary>Too many combinations.</summary>
    public bool IsExhausted => _budget < 0;

    /// <summary>The table has grown.</summary>
    public void Refresh() => _alike.Clear();

    /// <summary>
    /// Every header name, with its quotes or brackets, that the tokens may come to; null when that cannot be
    /// known.
    /// </summary>
    /// <param name="consulted">Every name looked up on the way and how many definitions it had.</param>
    public HashSet<string>? Names(ReadOnlySpan<byte> tokens, out Dictionary<string, int> consulted)
    {
        _consulted.Clear();
        var names = Every(MacroToken.Split(Encoding.Latin1.GetString(tokens)), TokenLists.HeaderName);
        consulted = new Dictionary<string, int>(_consulted, StringComparer.Ordinal);
        return names;
    }

    private HashSet<string>? Every(List<MacroToken> start, Func<List<MacroToken>, string?> read)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        _combinations.Begin();
        do
        {
            _steps = 0;
            _unknown = false;
            var result = Expand(start, 0);
            _budget -= _steps + 1;
            if (_unknown || _budget < 0)
            {
                return null;
            }

            if (read(result) is { } one)
            {
                all.Add(one);
            }
        }
        while (_combinations.Next());

        return all;
    }

    private MacroDefinition? Choose(string name)
    {
        var definitions = table.Of(name);
        _consulted[name] = definitions?.Count ?? 0;
        if (definitions is null)
        {
            if (IsCompilersOwn(name))
            {
                _unknown = true;
            }

            return null;
        }

        // One that is like a function and not defined leaves its parentheses behind: no file is called so.
        var index = _combinations.Take(name, () => IsAlike(name, definitions)
            ? 1
            : definitions.Count + (definitions.Exists(d => d.Parameters is null) ? 1 : 0));
        return index < definitions.Count ? definitions[index] : null;
    }

    /// <summary>
    /// Whether all definitions of a function-like macro do the same: libraries write their basic ones once for every
    /// kind of preprocessor. Tried on arguments that themselves expand, to two tokens.
    /// </summary>
    private bool IsAlike(string name, List<MacroDefinition> definitions)
    {
        if (definitions.Count < 2 || definitions[0].Parameters is not { Length: > 0 } parameters
            || !definitions.TrueForAll(d => d.Parameters?.Length == parameters.Length))
        {
            return false;
        }

        if (_alike.TryGetValue(name, out var known))
        {
            return known;
        }

        _alike[name] = false;
        var call = new StringBuilder(name).Append('(');
        for (var i = 0; i < parameters.Length; i++)
        {
            call.Append(i == 0 ? "" : ",").Append(Probe).Append((char)('a' + i));
        }

        var probe = new MacroExpander(table, 20_000);
        foreach (var (other, alike) in _alike)
        {
            probe._alike[other] = alike;
        }

        var results = probe.Every(
            MacroToken.Split(call.Append(')').ToString()),
            tokens => string.Join(' ', tokens.Select(token => token.Text)));
        foreach (var (other, count) in probe._consulted)
        {
            _consulted[other] = count;
        }

        return _alike[name] = results is { Count: 1 };
    }

    /// <summary>Reserved names may be macros that stand in no file.</summary>
    private static bool IsCompilersOwn(string name)
        => name.Length > 1 && name[0] == '_' && (name[1] == '_' || char.IsAsciiLetterUpper(name[1]))
            && name is not "__has_include" and not "__VA_ARGS__";

    private List<MacroToken> Expand(List<MacroToken> tokens, int depth)
    {
        var output = new List<MacroToken>();
        var input = new Stack<MacroToken>(tokens.Count + 16);
        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            input.Push(tokens[i]);
        }

        while (input.TryPop(out var token))
        {
            if (++_steps > LongestRun || depth > DeepestNesting)
            {
                _unknown = true;
                return output;
            }

            if (token.Kind != MacroTokenKind.Name || HiddenNames.Contains(token.Hidden, token.Text))
            {
                output.Add(token);
                continue;
            }

            if (token.Text == "__FILE__")
            {
                output.Add(new MacroToken(MacroTokenKind.String, Self, token.Spaced));
                continue;
            }

            if (token.Text.StartsWith(Probe, StringComparison.Ordinal) && token.Text.Length == Probe.Length + 1)
            {
                output.Add(token with { Text = token.Text + "1" });
                output.Add(token with { Text = token.Text + "2", Spaced = true });
                continue;
            }

            if (token.Text is "BOOST_PP_TUPLE_ELEM" or "BOOST_PP_ARRAY_ELEM" && table.Of(token.Text) is not null
                && Element(input, token.Text == "BOOST_PP_ARRAY_ELEM", depth) is { } element)
            {
                TokenLists.Push(input, element, token.Spaced);
                continue;
            }

            if (Choose(token.Text) is not { } macro)
            {
                output.Add(token);
            }
            else if (macro.Parameters is null)
            {
                TokenLists.Push(
                    input, Substituted(macro, [], new HiddenNames(macro.Name, token.Hidden), depth), token.Spaced);
            }
            else if (input.TryPeek(out var open) && open.Is('(') && TokenLists.Arguments(
                input, macro, out var close) is { } arguments)
            {
                var hidden = new HiddenNames(macro.Name, HiddenNames.Both(token.Hidden, close.Hidden));
                TokenLists.Push(input, Substituted(macro, arguments, hidden, depth), token.Spaced);
            }
            else
            {
                output.Add(token);
            }

            if (_unknown)
            {
                return output;
            }
        }

        return output;
    }

    /// <summary>
    /// Boost's two selectors, which it writes in a dozen ways for as many preprocessors and applies to tuples whose
    /// other elements need not be known: taken by their meaning, they leave a handful of combinations instead of
    /// millions.
    /// </summary>
    private List<MacroToken>? Element(Stack<MacroToken> input, bool array, int depth)
    {
        if (!input.TryPeek(out var open) || !open.Is('('))
        {
            return null;
        }

        var anything = new MacroDefinition("", ["__VA_ARGS__"], true, [], "");
        if (TokenLists.Arguments(input, anything, out _) is not [var all])
        {
            return null;
        }

        var arguments = TokenLists.Split(all);
        if (arguments.Count < 2 || Expand(arguments[^2], depth + 1) is not [{ Kind: MacroTokenKind.Number } number]
            || !int.TryParse(number.Text, out var index))
        {
            _unknown = true;
            return [];
        }

        var elements = Tuple(arguments[^1]);
        if (array)
        {
            elements = elements is [_, var tuple] ? Tuple(tuple) : null;
        }

        // Out of range or no tuple: what is left then names no file.
        return elements is not null && index < elements.Count ? elements[index] : [];
    }

    private List<List<MacroToken>>? Tuple(List<MacroToken> tokens)
    {
        for (var guard = 0; guard < DeepestNesting && tokens is [{ Kind: MacroTokenKind.Name } name, ..]; guard++)
        {
            _steps++;
            if (Choose(name.Text) is not { } macro)
            {
                return null;
            }

            if (macro.Parameters is not null)
            {
                tokens = Expand(tokens, DeepestNesting / 2);
                break;
            }

            tokens = [.. macro.Body, .. tokens[1..]];
        }

        return tokens is [var open, .., var close] && open.Is('(')
            && close.Is(')') ? TokenLists.Split(tokens[1..^1]) : null;
    }

    private List<MacroToken> Substituted(
        MacroDefinition macro, List<List<MacroToken>> arguments, HiddenNames hidden, int depth)
    {
        _steps += macro.Body.Count;
        return MacroBody.Substitute(macro, arguments, hidden, argument => Expand(argument, depth + 1));
    }
}

using System.Text;

namespace Distplusplus.Client.Inputs.Scanning;

/// <summary>
/// The macros of a closure that represent a file name: every definition of the form <c>#define X "name"</c>, <c>#define
/// X &lt;name&gt;</c> or <c>#define X Y</c>. Lives as long as one collection.
/// </summary>
internal sealed class IncludeMacros
{
    /// <summary>Stands for the name of the file a directive is in.</summary>
    public const string Self = "\"\u0001\"";

    private readonly Dictionary<string, HashSet<string>> _bodies = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _others = [];
    private readonly HashSet<int> _learned = [];

    /// <param name="options">The values of -D.</param>
    public IncludeMacros(IEnumerable<byte[]> options)
    {
        foreach (var option in options)
        {
            var equals = option.AsSpan().IndexOf((byte)'=');
            var name = equals < 0 ? option : option.AsSpan(0, equals);
            var body = equals < 0 ? default : LogicalText.Trim(option.AsSpan(equals + 1));
            if (IsNameOfFile(body) && IsWord(name))
            {
                Keep(name, body);
            }
            else
            {
                _others.Add(ByteHash.OfMacro(name[..WordLength(name)]));
            }
        }
    }

    /// <summary>Tells whether a macro with this body can be a file name and is followed.</summary>
    public static bool IsNameOfFile(ReadOnlySpan<byte> body) => body switch
    {
        [(byte)'"', .. var name, (byte)'"'] => !name.IsEmpty && !name.Contains((byte)'"'),
        [(byte)'<', .. var name, (byte)'>'] => !name.IsEmpty && !name.ContainsAny(" \t>"u8),
        _ => IsWord(body),
    };

    /// <summary>Takes in the definitions of files that are not known yet.</summary>
    public void Learn(IEnumerable<InputFile> files)
    {
        foreach (var file in files)
        {
            if (!_learned.Add(file.Node))
            {
                continue;
            }

            _others.UnionWith(file.Known.Text.Macros);
            var packed = file.Known.Text.Directives.Span;
            while (ScannedText.TryRead(ref packed, out var kind, out _, out var text))
            {
                if (kind == DirectiveKind.Define && text.IndexOf((byte)0) is > 0 and var end)
                {
                    Keep(text[..end], text[(end + 1)..]);
                }
            }
        }
    }

    /// <summary>
    /// All names, with quotes or brackets, that the tokens of a directive may expand to; null if only the compiler
    /// knows.
    /// </summary>
    public HashSet<string>? Names(ReadOnlySpan<byte> tokens)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var length = WordLength(tokens);

        // What follows the name is ignored, or says how much of the file is embedded.
        return IsWord(tokens[..length]) && (length == tokens.Length || LogicalText.IsBlank(tokens[length]))
            ? Follow(Encoding.Latin1.GetString(tokens[..length]), names, []) ? names : null
            : tokens.ContainsAny((byte)'"', (byte)'<') || HasMacros(tokens) ? null : names;
    }

    private void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        var key = Encoding.Latin1.GetString(name);
        if (!_bodies.TryGetValue(key, out var bodies))
        {
            _bodies.Add(key, bodies = new HashSet<string>(StringComparer.Ordinal));
        }

        bodies.Add(Encoding.Latin1.GetString(body));
    }

    /// <returns>False: only the compiler knows.</returns>
    private bool Follow(string macro, HashSet<string> names, HashSet<string> followed)
    {
        if (!followed.Add(macro))
        {
            return true;
        }

        if (macro == "__FILE__")
        {
            return names.Add(Self) || true;
        }

        if (IsOther(macro))
        {
            return false;
        }

        foreach (var body in _bodies.GetValueOrDefault(macro, []))
        {
            // What stands in brackets is expanded, what stands in quotes is not.
            if (body[0] is not ('"' or '<') ? !Follow(body, names, followed)
                : body[0] == '<' && HasMacros(Encoding.Latin1.GetBytes(body)))
            {
                return false;
            }

            if (body[0] is '"' or '<')
            {
                names.Add(body);
            }
        }

        return true;
    }

    private bool HasMacros(ReadOnlySpan<byte> tokens)
    {
        for (var at = 0; at < tokens.Length;)
        {
            var length = WordLength(tokens[at..]);
            if (length > 0 && Encoding.Latin1.GetString(tokens.Slice(at, length)) is var word
                && (_bodies.ContainsKey(word) || IsOther(word)))
            {
                return true;
            }

            at += Math.Max(length, 1);
        }

        return false;
    }

    /// <summary>A macro with another body, or one that may stand in no file.</summary>
    private bool IsOther(string name)
        => _others.Contains(ByteHash.OfMacro(Encoding.Latin1.GetBytes(name)))
            || (IsCompilersOwn(name) && !_bodies.ContainsKey(name));

    private static bool IsCompilersOwn(string name)
        => name is "linux" or "unix" or "i386"
            || (name.Length > 1 && name[0] == '_' && (name[1] == '_' || char.IsAsciiLetterUpper(name[1]))
                && name is not "__has_include" and not "__VA_ARGS__");

    private static bool IsWord(ReadOnlySpan<byte> text) => !text.IsEmpty && WordLength(text) == text.Length
        && text[0] is not (>= (byte)'0' and <= (byte)'9');

    private static int WordLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && LogicalText.IsWord(text[length]))
        {
            length++;
        }

        return length;
    }
}

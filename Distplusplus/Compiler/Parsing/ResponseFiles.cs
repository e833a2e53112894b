using Distplusplus.Platform;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// Expands @files as gcc and clang do: words between white space, quoted by ' or ", a backslash escapes the next byte,
/// files may name further files.
/// </summary>
internal static class ResponseFiles
{
    private const int MaxFiles = 500;

    /// <summary>All arguments, or null where the compilers themselves disagree on the meaning.</summary>
    /// <param name="culprit">Then: the argument that is to blame.</param>
    public static IReadOnlyList<string>? Expand(
        IReadOnlyList<string> arguments, Func<string, byte[]?> readFile, out string culprit)
    {
        culprit = "";
        var any = false;
        foreach (var argument in arguments)
        {
            any |= argument.StartsWith('@');
        }

        if (!any)
        {
            return arguments;
        }

        var expanded = new List<string>(arguments.Count + 16);
        var files = 0;
        return Append(arguments, readFile, expanded, [], ref files, ref culprit) ? expanded : null;
    }

    /// <summary>The words of one file; null if compiler versions parse it differently.</summary>
    public static IReadOnlyList<string>? Words(ReadOnlySpan<byte> content)
    {
        var words = new List<string>();
        var word = new MemoryStream();
        var inWord = false;
        byte quote = 0;
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (c == '\\')
            {
                if (i + 1 == content.Length || content[i + 1] is 0 or (byte)'\r' or (byte)'\n'
                    || !MeansTheSame(quote, content[i + 1]))
                {
                    return null;
                }

                word.WriteByte(content[++i]);
                inWord = true;
            }
            else if (quote != 0)
            {
                if (c == quote)
                {
                    quote = 0;
                }
                else if (c == 0)
                {
                    return null;
                }
                else
                {
                    word.WriteByte(c);
                }
            }
            else if (c is (byte)'\'' or (byte)'"')
            {
                quote = c;
                inWord = true;
            }
            else if (c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\v' or (byte)'\f')
            {
                Finish(words, word, ref inWord);
            }
            else if (c == 0)
            {
                return null;
            }
            else
            {
                word.WriteByte(c);
                inWord = true;
            }
        }

        Finish(words, word, ref inWord);
        return quote == 0 ? words : null;
    }

    // gcc 15 reads a backslash within quotes as a shell does, its elders and clang take the next byte whatever it is.
    private static bool MeansTheSame(byte quote, byte escaped) => quote switch
    {
        (byte)'\'' => false,
        (byte)'"' => escaped is (byte)'"' or (byte)'\\' or (byte)'$' or (byte)'`',
        _ => true,
    };

    private static void Finish(List<string> words, MemoryStream word, ref bool inWord)
    {
        if (inWord)
        {
            words.Add(NativeText.Decode(word.GetBuffer().AsSpan(0, (int)word.Length)));
            word.SetLength(0);
            inWord = false;
        }
    }

    private static bool Append(
        IReadOnlyList<string> arguments,
        Func<string, byte[]?> readFile,
        List<string> expanded,
        List<string> open,
        ref int files,
        ref string culprit)
    {
        foreach (var argument in arguments)
        {
            if (!argument.StartsWith('@'))
            {
                expanded.Add(argument);
                continue;
            }

            culprit = argument;
            var name = argument[1..];
            if (open.Contains(name) || ++files > MaxFiles || readFile(name) is not { } content
                || Words(content) is not { } words)
            {
                return false;
            }

            open.Add(name);
            if (!Append(words, readFile, expanded, open, ref files, ref culprit))
            {
                return false;
            }

            open.RemoveAt(open.Count - 1);
        }

        return true;
    }
}

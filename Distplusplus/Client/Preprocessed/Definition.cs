using System.Buffers;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// A #define as it is written, with the lines it goes on over, and whether it says the same as another one. gcc writes
/// definitions anew when it keeps directives; the columns its messages name are those of the source.
/// </summary>
internal static class Definition
{
    /// <summary>Whether the line is a definition as gcc writes it.</summary>
    public static bool Is(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8).StartsWith("#define "u8);

    /// <summary>Whether the line begins a definition, as it is in its file, that gcc may write otherwise.</summary>
    public static bool IsRewritten(ReadOnlySpan<byte> own)
    {
        var line = own.TrimStart(" \t"u8);
        if (!line.StartsWith("#"u8) || !line[1..].TrimStart(" \t"u8).StartsWith("define"u8))
        {
            return false;
        }

        return line.Length != own.Length || !line.StartsWith("#define "u8)
            || line.IndexOfAny("\t\\\r"u8) >= 0 || line.IndexOf("  "u8) >= 0 || line.IndexOf(", "u8) >= 0
            || line.IndexOf("/*"u8) >= 0 || line.IndexOf("//"u8) >= 0 || line.IndexOf("( "u8) >= 0
            || line.IndexOf(" )"u8) >= 0 || line.EndsWith(" "u8);
    }

    /// <summary>The lines of the directive that a source begins with, without the last one's end.</summary>
    public static ReadOnlySpan<byte> Written(ReadOnlySpan<byte> source)
    {
        var quote = (byte)0;
        for (var i = 0; i < source.Length; i++)
        {
            switch (source[i])
            {
                case (byte)'\n' when !Continues(source, i):
                    return source[..i];
                case (byte)'\\' when quote != 0 && i + 1 < source.Length && source[i + 1] != '\n':
                    i++;
                    break;
                case (byte)'"' or (byte)'\'':
                    quote = quote == 0 ? source[i] : quote == source[i] ? (byte)0 : quote;
                    break;
                case (byte)'/' when quote == 0 && source[(i + 1)..].StartsWith("*"u8):
                    var length = source[(i + 2)..].IndexOf("*/"u8);
                    if (length < 0)
                    {
                        return source;
                    }

                    i += length + 3;
                    break;
            }
        }

        return source;
    }

    /// <summary>Whether two directives differ in blanks, comments and broken lines alone.</summary>
    public static bool SaysTheSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
        => Bare(one).AsSpan().SequenceEqual(Bare(other));

    private static bool Continues(ReadOnlySpan<byte> source, int end)
        => source[..end].TrimEnd(" \t\r"u8) is [.., (byte)'\\'];

    private static byte[] Bare(ReadOnlySpan<byte> directive)
    {
        var bare = new ArrayBufferWriter<byte>(directive.Length + 1);
        var quote = (byte)0;
        for (var i = 0; i < directive.Length; i++)
        {
            var c = directive[i];
            var rest = directive[i..];
            if (c == '\\' && rest[1..].TrimStart(" \t\r"u8) is [(byte)'\n', ..])
            {
                i += rest.IndexOf((byte)'\n');
                continue;
            }

            if (quote == 0 && rest.StartsWith("//"u8))
            {
                break;
            }

            if (quote == 0 && rest.StartsWith("/*"u8))
            {
                var length = rest[2..].IndexOf("*/"u8);
                i += length < 0 ? rest.Length : length + 3;
                continue;
            }

            if (c is (byte)'"' or (byte)'\'')
            {
                quote = quote == 0 ? c : quote == c ? (byte)0 : quote;
            }

            if (c == '\\' && quote != 0 && rest.Length > 1)
            {
                bare.Write(rest[..2]);
                i++;
            }
            else if (quote != 0 || c is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                bare.Write([c]);
            }
        }

        return bare.WrittenSpan.ToArray();
    }
}

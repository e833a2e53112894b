using System.Globalization;
using System.Text;

namespace Distplusplus.Platform;

/// <summary>
/// Represents bytes (arguments, paths, compiler output) as strings without loss. Valid UTF-8 is decoded; every other
/// byte 0x80–0xFF becomes the lone surrogate U+DC80–U+DCFF (Python's "surrogateescape"), and back.
/// </summary>
internal static class NativeText
{
    private const int EscapeBase = 0xDC00;

    /// <summary>The bytes as text. Never fails; <see cref="Encode"/> gives the same bytes back.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
            }
            else
            {
                text.Append((char)(EscapeBase + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>The bytes that <see cref="Decode"/> was given.</summary>
    public static byte[] Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uDC80', '\uDCFF'))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new MemoryStream(text.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                bytes.WriteByte((byte)(text[i] - EscapeBase));
                i++;
            }
        }

        return bytes.ToArray();
    }

    /// <summary>
    /// Makes text printable for a terminal, log, page or JSON: escapes invalid bytes, control characters, line ends and
    /// characters that are invisible or change the writing direction. All text of peers, compilers and file names
    /// passes through it. Idempotent.
    /// </summary>
    public static string ForPeople(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                var lone = text[i++];
                _ = lone is >= '\uDC80' and <= '\uDCFF'
                    ? shown.Append($"\\x{lone - EscapeBase:x2}")
                    : shown.Append($"\\u{(int)lone:x4}");
                continue;
            }

            i += rune.Utf16SequenceLength;
            _ = IsPrintable(rune) ? shown.Append(rune.ToString())
                : rune.IsAscii ? shown.Append($"\\x{rune.Value:x2}")
                : shown.Append(rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
        }

        return shown.ToString();
    }

    // Joiners are part of how names are written in some languages, and turn nothing.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };
}

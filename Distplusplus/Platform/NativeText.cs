using System.Text;

namespace Distplusplus.Platform;

/// <summary>
/// Arguments, paths and compiler output are bytes; inside the program they are strings that lose none of them.
/// Valid UTF-8 becomes what it says; every other byte 0x80–0xFF becomes the lone surrogate U+DC80–U+DCFF
/// (Python's "surrogateescape"), and back.
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

    /// <summary>For a message to people: escaped bytes as \xNN, control characters likewise.</summary>
    public static string ForPeople(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uDC80', '\uDCFF') && !text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c is >= '\uDC80' and <= '\uDCFF'
                ? shown.Append($"\\x{c - EscapeBase:x2}")
                : c < ' '
                ? shown.Append($"\\x{(int)c:x2}")
                : shown.Append(c);
        }

        return shown.ToString();
    }
}

using System.Buffers.Binary;

namespace Distplusplus.Protocol;

/// <summary>
/// The reply to a rejected connection, always in plain text: an empty SETTINGS and a GOAWAY with the reason (RFC 9113).
/// Hosts send it before TLS; clients recognise it.
/// </summary>
internal static class GoAwayNotice
{
    /// <summary>ENHANCE_YOUR_CALM: the peer holds too many connections.</summary>
    public const int Crowded = 11;

    /// <summary>INADEQUATE_SECURITY: TLS at a plain address, or the reverse.</summary>
    public const int WrongSecurity = 12;

    /// <summary>Bytes of it.</summary>
    public const int Length = 26;

    // Length, type, flags, stream; GOAWAY: the last stream taken.
    private static ReadOnlySpan<byte> Frames
        => [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Saying(int reason)
    {
        var words = new byte[Length];
        Frames.CopyTo(words);
        BinaryPrimitives.WriteInt32BigEndian(words.AsSpan(Frames.Length), reason);
        return words;
    }

    /// <returns>The reason; null: these are other words.</returns>
    public static int? Of(ReadOnlySpan<byte> opening)
        => opening.Length >= Length && opening.StartsWith(Frames)
            ? BinaryPrimitives.ReadInt32BigEndian(opening[Frames.Length..])
            : null;
}

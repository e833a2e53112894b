using System.Buffers.Binary;

namespace Distplusplus.Tests.Support;

/// <summary>HTTP/2 and gRPC by hand, for what no well-behaved stack would say.</summary>
internal static class Http2Words
{
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>A gRPC message of text.</summary>
    public static byte[] Message(string text) => Message(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A gRPC message.</summary>
    public static byte[] Message(byte[] content, bool packed = false)
    {
        var message = new byte[5 + content.Length];
        message[0] = packed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), content.Length);
        content.CopyTo(message, 5);
        return message;
    }

    /// <summary>Name, value, name, value …, none of them remembered; none longer than 126 bytes.</summary>
    public static byte[] HeaderBlock(params string[] words)
        => [.. words.Chunk(2).SelectMany(pair => (byte[])
            [0, (byte)pair[0].Length, .. System.Text.Encoding.Latin1.GetBytes(pair[0]),
             (byte)pair[1].Length, .. System.Text.Encoding.Latin1.GetBytes(pair[1])])];

    public static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}

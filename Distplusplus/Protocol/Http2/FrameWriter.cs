using System.Buffers;
using System.Buffers.Binary;

namespace Distplusplus.Protocol.Http2;

/// <summary>
/// Frames on their way out, gathered until somebody takes them. Owned by a <see cref="CallConnection"/>.
/// </summary>
internal sealed class FrameWriter
{
    private const int HeadBytes = 9;

    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _taken = new(4096);

    /// <summary>Bytes gathered.</summary>
    public int Pending => _filling.WrittenCount;

    /// <summary>The gathered frames; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        _taken.ResetWrittenCount();
        (_filling, _taken) = (_taken, _filling);
        return _taken.WrittenMemory;
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _filling.Write(bytes);

    public void Frame(FrameType type, FrameFlags flags, int stream, ReadOnlySpan<byte> payload)
    {
        var head = _filling.GetSpan(HeadBytes);
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        head[3] = (byte)type;
        head[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        _filling.Advance(HeadBytes);
        _filling.Write(payload);
    }

    /// <param name="settings">Identifier and value.</param>
    public void Settings(params ReadOnlySpan<(short Identifier, int Value)> settings)
    {
        Span<byte> payload = stackalloc byte[6 * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(payload[(6 * i)..], settings[i].Identifier);
            BinaryPrimitives.WriteInt32BigEndian(payload[((6 * i) + 2)..], settings[i].Value);
        }

        Frame(FrameType.Settings, default, 0, payload);
    }

    public void WindowUpdate(int stream, int more)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, more);
        Frame(FrameType.WindowUpdate, default, stream, payload);
    }

    /// <summary>One frame with all fields, none of them remembered by the other side.</summary>
    public void Headers(int stream, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var block = new ArrayBufferWriter<byte>(512);
        foreach (var (name, value) in fields)
        {
            block.Write([(byte)0]);
            Text(block, name);
            Text(block, value);
        }

        Frame(FrameType.Headers, FrameFlags.EndHeaders, stream, block.WrittenSpan);
    }

    private static void Text(ArrayBufferWriter<byte> block, string text)
    {
        const int Most = 0x7F;
        if (text.Length < Most)
        {
            block.Write([(byte)text.Length]);
        }
        else
        {
            block.Write([(byte)Most]);
            var rest = text.Length - Most;
            for (; rest >= 0x80; rest >>= 7)
            {
                block.Write([(byte)(rest | 0x80)]);
            }

            block.Write([(byte)rest]);
        }

        block.Write(System.Text.Encoding.Latin1.GetBytes(text));
    }
}

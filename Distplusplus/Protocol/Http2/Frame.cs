using System.Buffers.Binary;

namespace Distplusplus.Protocol.Http2;

/// <summary>One frame that came (RFC 9113, section 4.1); valid until the next is read.</summary>
internal readonly ref struct Frame(FrameType type, FrameFlags flags, int stream, ReadOnlySpan<byte> payload)
{
    private const int PriorityBytes = 5;

    public FrameType Type { get; } = type;

    public int Stream { get; } = stream;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public bool Has(FrameFlags flag) => (flags & flag) != 0;

    /// <summary>The 31 bits at this place of the payload.</summary>
    public int Number(int at) => BinaryPrimitives.ReadInt32BigEndian(Payload[at..]) & int.MaxValue;

    /// <summary>The payload without its padding and, in front of headers, without a priority.</summary>
    public bool TryGetContent(out ReadOnlySpan<byte> content)
    {
        content = Payload;
        var padding = 0;
        if (Has(FrameFlags.Padded))
        {
            if (content.IsEmpty)
            {
                return false;
            }

            padding = content[0];
            content = content[1..];
        }

        var start = Type == FrameType.Headers && Has(FrameFlags.Priority) ? PriorityBytes : 0;
        if (start + padding > content.Length)
        {
            return false;
        }

        content = content[start..^padding];
        return true;
    }
}

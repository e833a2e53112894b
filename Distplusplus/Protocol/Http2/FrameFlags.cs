namespace Distplusplus.Protocol.Http2;

/// <summary>RFC 9113, section 6; the same bit says different things in different frames.</summary>
[Flags]
internal enum FrameFlags : byte
{
    EndStream = 0x1,
    Acknowledged = 0x1,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}

using System.Buffers.Binary;

namespace Distplusplus.Protocol.Http2;

/// <summary>
/// The number of bytes that the host accepts before it announces more: flow control of RFC 9113, section 5.2, for one
/// stream.
/// </summary>
internal sealed class SendWindow
{
    private const int Plain = (64 << 10) - 1;

    /// <summary>Larger frames than this gain nothing.</summary>
    private const int LargestUseful = 1 << 20;

    private long _connection = Plain;
    private long _stream = Plain;
    private int _initial = Plain;
    private int _frame = FrameReader.LargestFrame;

    /// <summary>Bytes that the next frame may carry.</summary>
    public int Room => (int)Math.Max(0, Math.Min(Math.Min(_connection, _stream), _frame));

    public void Sent(int bytes)
    {
        _connection -= bytes;
        _stream -= bytes;
    }

    public void Widen(bool ofStream, int bytes)
    {
        if (ofStream)
        {
            _stream += bytes;
        }
        else
        {
            _connection += bytes;
        }
    }

    public void TakeSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            var value = BinaryPrimitives.ReadInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadInt16BigEndian(payload))
            {
                case FrameSettings.Window:
                    _stream += value - _initial;
                    _initial = value;
                    break;
                case FrameSettings.LargestFrame:
                    _frame = Math.Clamp(value, FrameReader.LargestFrame, LargestUseful);
                    break;
                default:
                    break;
            }
        }
    }
}

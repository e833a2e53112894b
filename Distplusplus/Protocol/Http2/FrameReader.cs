using System.Buffers.Binary;

namespace Distplusplus.Protocol.Http2;

/// <summary>Cuts what comes from a host into frames.</summary>
/// <param name="notHttp2">Made of a clause: what to throw when it is none.</param>
internal sealed class FrameReader(Func<string, Exception> notHttp2)
{
    /// <summary>The maximum frame size unless a side announces another.</summary>
    public const int LargestFrame = 16 << 10;

    private const int HeadBytes = 9;

    private readonly byte[] _buffer = new byte[2 * LargestFrame];
    private int _start;
    private int _end;

    /// <summary>True if a frame was received.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Reads what there is.</summary>
    /// <returns>False: nothing will come any more.</returns>
    public async ValueTask<bool> FillAsync(Stream stream, CancellationToken stop)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var count = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
        _end += count;
        return count > 0;
    }

    /// <summary>The next frame that is here whole.</summary>
    public bool TryTake(out Frame frame)
    {
        frame = default;
        if (_end - _start < HeadBytes)
        {
            return false;
        }

        var head = _buffer.AsSpan(_start, HeadBytes);
        var length = BinaryPrimitives.ReadInt32BigEndian(head) >>> 8;
        var type = (FrameType)head[3];
        if (!HasHeard && type != FrameType.Settings)
        {
            throw notHttp2("it sent data that is not HTTP/2");
        }

        if (length > LargestFrame)
        {
            throw notHttp2("a frame is larger than agreed");
        }

        if (_end - _start < HeadBytes + length)
        {
            return false;
        }

        HasHeard = true;
        frame = new Frame(
            type,
            (FrameFlags)head[4],
            BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue,
            _buffer.AsSpan(_start + HeadBytes, length));
        _start += HeadBytes + length;
        return true;
    }
}

using System.Buffers.Binary;
using Distplusplus.Configuration;
using Grpc.Core;

namespace Distplusplus.Protocol.Http2;

/// <summary>
/// One HTTP/2 connection (RFC 9113) that carries one gRPC call. A client that lives for milliseconds pays more for a
/// stack that could carry thousands than for its job. Made by <see cref="CompileCall"/>, which serialises who writes.
/// </summary>
internal sealed class CallConnection : IDisposable
{
    private const int OurStream = 1;
    private const int HeadBytes = 9;
    private const int LargestFrame = 16 << 10;
    private const int PlainWindow = (64 << 10) - 1;

    /// <summary>What the host may send before we take it.</summary>
    private const int Window = 1 << 20;

    private const int EnoughToFlush = 256 << 10;

    // Error codes of RFC 9113, section 7.
    private const int ProtocolError = 1;
    private const int FrameSizeError = 6;
    private const int InadequateSecurity = 12;

    private const short SettingPush = 2;
    private const short SettingWindow = 4;
    private const short SettingFrame = 5;

    private readonly HostAddress _host;
    private readonly Stream _stream;
    private readonly CancellationToken _stop;
    private readonly FrameWriter _out = new();
    private readonly HeaderDecoder _headers = new();
    private readonly CallAnswer _answer;
    private readonly byte[] _read = new byte[2 * LargestFrame];
    private readonly List<byte> _headerBlock = [];
    private Task _flushing = Task.CompletedTask;
    private TaskCompletionSource? _changed;
    private Exception? _failure;
    private int _readEnd;
    private bool _heard;
    private bool _headersEndStream;
    private long _hostWindow = PlainWindow;
    private long _streamWindow = PlainWindow;
    private int _hostInitialWindow = PlainWindow;
    private int _hostFrame = LargestFrame;
    private int _taken;

    /// <param name="stop">Ends everything that waits.</param>
    public CallConnection(HostAddress host, Stream stream, string path, bool isEncrypted, CancellationToken stop)
    {
        _host = host;
        _stream = stream;
        _stop = stop;
        _answer = new CallAnswer(host);
        _out.Bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        _out.Settings((SettingPush, 0), (SettingWindow, Window));
        _out.WindowUpdate(0, Window);
        _out.Headers(
            OurStream,
            (":method", "POST"),
            (":scheme", isEncrypted ? "https" : "http"),
            (":path", path),
            (":authority", host.Kind == HostAddressKind.Network ? host.Place : "localhost"),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            ("grpc-encoding", ZstdCompressionProvider.Name),
            ("grpc-accept-encoding", "identity"),
            ("user-agent", "distplusplus"));
        _ = stop.UnsafeRegister(static connection => ((CallConnection)connection!).Changed(), this);
        _ = ReadFramesAsync();
    }

    /// <summary>Sends what was gathered so far, the opening at least.</summary>
    public Task FlushAsync()
    {
        if (_flushing.IsCompleted)
        {
            _flushing = WriteOutAsync();
        }

        return _flushing;
    }

    /// <summary>As fast as the host lets.</summary>
    /// <param name="flush">Nothing need follow for this to go.</param>
    /// <param name="isLast">Nothing follows.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> data, bool flush, bool isLast)
    {
        do
        {
            ThrowIfOver();
            var room = (int)Math.Min(Math.Min(_hostWindow, _streamWindow), _hostFrame);
            if (room <= 0 && !data.IsEmpty)
            {
                await FlushAsync();
                await ChangedAsync();
                continue;
            }

            var piece = data[..Math.Min(data.Length, Math.Max(room, 0))];
            data = data[piece.Length..];
            _hostWindow -= piece.Length;
            _streamWindow -= piece.Length;
            _out.Frame(
                FrameType.Data, isLast && data.IsEmpty ? FrameWriter.EndStream : (byte)0, OurStream, piece.Span);
        }
        while (!data.IsEmpty);

        if (flush || _out.Pending > EnoughToFlush)
        {
            await FlushAsync();
        }
    }

    /// <summary>The next message of the host; valid until the next call.</summary>
    /// <returns>Null: the call ended well.</returns>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        while (true)
        {
            if (_answer.TakeMessage() is { } message)
            {
                GiveRoom(message.Length);
                return message;
            }

            if (_answer.IsOver)
            {
                _answer.ThrowUnlessOk();
                return null;
            }

            if (_failure is { } failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }

            await ChangedAsync();
        }
    }

    public void Dispose() => _stream.Dispose();

    private void ThrowIfOver()
    {
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        if (_answer.IsOver)
        {
            throw new IOException("the host ended the call");
        }
    }

    private void GiveRoom(int bytes)
    {
        _taken += bytes;
        if (_taken >= Window / 2 && !_answer.IsOver && _failure is null)
        {
            _out.WindowUpdate(0, _taken);
            _out.WindowUpdate(OurStream, _taken);
            _taken = 0;
            _ = FlushAsync();
        }
    }

    private async Task WriteOutAsync()
    {
        try
        {
            while (_out.Pending > 0)
            {
                await _stream.WriteAsync(_out.Take(), _stop);
            }
        }
        catch (IOException) when (!_heard || _failure is not null)
        {
            // The reading side knows better why.
            while (_failure is null)
            {
                await ChangedAsync();
            }

            throw _failure;
        }
    }

    private async Task ChangedAsync()
    {
        _stop.ThrowIfCancellationRequested();
        _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _changed.Task;
        _stop.ThrowIfCancellationRequested();
    }

    private void Changed()
    {
        var changed = _changed;
        _changed = null;
        changed?.TrySetResult();
    }

    private async Task ReadFramesAsync()
    {
        try
        {
            while (!_answer.IsOver)
            {
                var count = await _stream.ReadAsync(_read.AsMemory(_readEnd), _stop);
                if (count == 0)
                {
                    throw _heard ? new IOException("the host closed the connection") : ClosedAtOnce(null);
                }

                _readEnd += count;
                TakeFrames();
                Changed();
                if (_out.Pending > 0)
                {
                    _ = FlushAsync();
                }
            }
        }
        catch (IOException e) when (!_heard && e is not HostConnectException)
        {
            _failure = ClosedAtOnce(e);
        }
        catch (Exception e)
        {
            _failure = e;
        }

        Changed();
    }

    private HostConnectException ClosedAtOnce(Exception? cause)
        => new(_host, ConnectionTrouble.ClosedAtOnce, "closed at once", cause);

    private HostConnectException NotHttp2(string why) => new(_host, ConnectionTrouble.NotGrpc, why, null);

    private void TakeFrames()
    {
        var at = 0;
        while (_readEnd - at >= HeadBytes && !_answer.IsOver)
        {
            var head = _read.AsSpan(at, HeadBytes);
            var length = BinaryPrimitives.ReadInt32BigEndian(head) >>> 8;
            var type = (FrameType)head[3];
            if (!_heard && type != FrameType.Settings)
            {
                throw NotHttp2("it spoke first, and not HTTP/2");
            }

            if (length > LargestFrame)
            {
                throw NotHttp2("a frame is larger than agreed");
            }

            if (_readEnd - at < HeadBytes + length)
            {
                break;
            }

            _heard = true;
            Take(
                type,
                head[4],
                BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue,
                _read.AsSpan(at + HeadBytes, length));
            at += HeadBytes + length;
        }

        _read.AsSpan(at, _readEnd - at).CopyTo(_read);
        _readEnd -= at;
    }

    private Exception WhyAway(int error) => error switch
    {
        // What our hosts answer in plain text where they expect TLS.
        InadequateSecurity => new HostConnectException(_host, ConnectionTrouble.HostWantsTls, "", null),
        ProtocolError or FrameSizeError => NotHttp2("it does not understand HTTP/2"),
        _ => new RpcException(new Status(StatusCode.Unavailable, "the host is going away")),
    };

    private void Take(FrameType type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case FrameType.Settings when (flags & FrameWriter.Acknowledged) == 0:
                TakeSettings(payload);
                break;
            case FrameType.Ping when (flags & FrameWriter.Acknowledged) == 0:
                _out.Frame(FrameType.Ping, FrameWriter.Acknowledged, 0, payload);
                break;
            case FrameType.WindowUpdate when payload.Length == 4 && stream == 0:
                _hostWindow += BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
                break;
            case FrameType.WindowUpdate when payload.Length == 4 && stream == OurStream:
                _streamWindow += BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
                break;
            case FrameType.GoAway when payload.Length >= 8
                && (BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue) < OurStream:
                throw WhyAway(BinaryPrimitives.ReadInt32BigEndian(payload[4..]));
            case FrameType.ResetStream when stream == OurStream && payload.Length == 4:
                throw new RpcException(new Status(
                    StatusCode.Unavailable,
                    $"the host reset the call (HTTP/2 error {BinaryPrimitives.ReadInt32BigEndian(payload)})"));
            case FrameType.Data when stream == OurStream:
                _answer.TakeData(WithoutPadding(payload, flags, 0), (flags & FrameWriter.EndStream) != 0);
                break;
            case FrameType.Headers when stream == OurStream:
                _headersEndStream = (flags & FrameWriter.EndStream) != 0;
                _headerBlock.Clear();
                TakeHeaders(WithoutPadding(payload, flags, (flags & 0x20) != 0 ? 5 : 0), flags);
                break;
            case FrameType.Continuation when stream == OurStream:
                TakeHeaders(payload, flags);
                break;
            default:
                // What is unknown may be ignored.
                break;
        }
    }

    private ReadOnlySpan<byte> WithoutPadding(ReadOnlySpan<byte> payload, byte flags, int priorityBytes)
    {
        var padding = 0;
        if ((flags & 8) != 0)
        {
            padding = payload.IsEmpty ? int.MaxValue / 2 : payload[0];
            priorityBytes++;
        }

        return priorityBytes + padding <= payload.Length
            ? payload[priorityBytes..^padding]
            : throw NotHttp2("a frame is shorter than its padding");
    }

    private void TakeHeaders(ReadOnlySpan<byte> piece, byte flags)
    {
        _headerBlock.AddRange(piece);
        if (_headerBlock.Count > Window)
        {
            throw NotHttp2("its headers have no end");
        }

        if ((flags & FrameWriter.EndHeaders) != 0)
        {
            var block = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_headerBlock);
            _answer.TakeHeaders(_headers.Decode(block), _headersEndStream);
        }
    }

    private void TakeSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            var value = BinaryPrimitives.ReadInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadInt16BigEndian(payload))
            {
                case SettingWindow:
                    _streamWindow += value - _hostInitialWindow;
                    _hostInitialWindow = value;
                    break;
                case SettingFrame:
                    _hostFrame = Math.Clamp(value, LargestFrame, Window);
                    break;
                default:
                    break;
            }
        }

        _out.Frame(FrameType.Settings, FrameWriter.Acknowledged, 0, []);
    }
}

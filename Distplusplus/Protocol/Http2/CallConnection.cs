using Distplusplus.Configuration.Choices;
using Grpc.Core;

namespace Distplusplus.Protocol.Http2;

/// <summary>
/// One HTTP/2 connection (RFC 9113) that carries one gRPC call. A client that lives for milliseconds pays more for a
/// stack that could carry thousands than for its job. Made by <see cref="CompileCall"/>, which serialises who writes.
/// </summary>
internal sealed class CallConnection : IDisposable
{
    private const int OurStream = 1;
    private const int LongestHeaders = 1 << 20;

    /// <summary>The flow-control window: bytes that the host may send before we consume them.</summary>
    private const int Window = 1 << 20;

    private const int EnoughToFlush = 256 << 10;

    /// <summary>More than the longest message and all that may stand before it.</summary>
    private const int MostUnsent = 32 << 20;

    // Error codes of RFC 9113, section 7.
    private const int ProtocolError = 1;
    private const int FrameSizeError = 6;

    private readonly HostAddress _host;
    private readonly Stream _stream;
    private readonly CancellationToken _stop;
    private readonly FrameWriter _out = new();
    private readonly FrameReader _in;
    private readonly SendWindow _window = new();
    private readonly HeaderDecoder _headers = new();
    private readonly CallAnswer _answer;
    private readonly List<byte> _headerBlock = [];
    private Task _flushing = Task.CompletedTask;
    private TaskCompletionSource? _changed;
    private Exception? _failure;
    private bool _headersEndStream;
    private int _owed;

    /// <param name="stop">Ends everything that waits.</param>
    public CallConnection(HostAddress host, Stream stream, string path, bool isEncrypted, CancellationToken stop)
    {
        _host = host;
        _stream = stream;
        _stop = stop;
        _answer = new CallAnswer(host);
        _in = new FrameReader(why => NotHttp2(why));
        _out.Bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        _out.Settings((FrameSettings.Push, 0), (FrameSettings.Window, Window));
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
            if (_window.Room == 0 && !data.IsEmpty)
            {
                await FlushAsync();
                await ChangedAsync();
                continue;
            }

            var piece = data[..Math.Min(data.Length, _window.Room)];
            data = data[piece.Length..];
            _window.Sent(piece.Length);
            _out.Frame(FrameType.Data, isLast && data.IsEmpty ? FrameFlags.EndStream : default, OurStream, piece.Span);
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
                GiveRoom();
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

    /// <summary>
    /// Widens the window by what has come, as long as the reader keeps up. A message that is not whole gets room as its
    /// bytes come: it may be longer than the window.
    /// </summary>
    private void GiveRoom()
    {
        var room = _owed - (_answer.HasMessage ? _answer.Held : 0);
        if (room >= Window / 2 && !_answer.IsOver && _failure is null)
        {
            _out.WindowUpdate(0, room);
            _out.WindowUpdate(OurStream, room);
            _owed -= room;
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
        catch (IOException) when (!_in.HasHeard || _failure is not null)
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
                if (!await _in.FillAsync(_stream, _stop))
                {
                    throw _in.HasHeard ? new IOException("the host closed the connection") : ClosedAtOnce(null);
                }

                TakeFrames();
                GiveRoom();
                Changed();
                if (_out.Pending > 0)
                {
                    _ = FlushAsync();
                }
            }
        }
        catch (IOException e) when (!_in.HasHeard && e is not HostConnectException)
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
        while (!_answer.IsOver && _in.TryTake(out var frame))
        {
            Take(frame);
        }
    }

    private Exception WhyAway(int error) => error switch
    {
        GoAwayNotice.WrongSecurity => new HostConnectException(_host, ConnectionTrouble.HostWantsTls, "", null),
        GoAwayNotice.Crowded => new HostConnectException(_host, ConnectionTrouble.Crowded, "", null),
        ProtocolError or FrameSizeError => NotHttp2("it does not understand HTTP/2"),
        _ => new RpcException(new Status(StatusCode.Unavailable, "the host is going away")),
    };

    private void Take(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Settings when !frame.Has(FrameFlags.Acknowledged):
                _window.TakeSettings(frame.Payload);
                Acknowledge(frame, []);
                break;
            case FrameType.Ping when !frame.Has(FrameFlags.Acknowledged):
                Acknowledge(frame, frame.Payload);
                break;
            case FrameType.WindowUpdate when frame is { Payload.Length: 4, Stream: 0 or OurStream }:
                _window.Widen(ofStream: frame.Stream == OurStream, frame.Number(0));
                break;
            case FrameType.GoAway when frame.Payload.Length >= 8 && frame.Number(0) < OurStream:
                throw WhyAway(frame.Number(4));
            case FrameType.ResetStream when frame.Stream == OurStream && frame.Payload.Length == 4:
                throw new RpcException(new Status(
                    StatusCode.Unavailable, $"the host reset the call (HTTP/2 error {frame.Number(0)})"));
            case FrameType.Data when frame.Stream == OurStream:
                // Padding and heads of messages count as well.
                _owed += frame.Payload.Length;
                _answer.TakeData(Content(frame), frame.Has(FrameFlags.EndStream));
                break;
            case FrameType.Headers when frame.Stream == OurStream:
                _headersEndStream = frame.Has(FrameFlags.EndStream);
                _headerBlock.Clear();
                TakeHeaders(Content(frame), frame.Has(FrameFlags.EndHeaders));
                break;
            case FrameType.Continuation when frame.Stream == OurStream:
                TakeHeaders(frame.Payload, frame.Has(FrameFlags.EndHeaders));
                break;
            default:
                // What is unknown may be ignored.
                break;
        }
    }

    private void Acknowledge(Frame frame, ReadOnlySpan<byte> payload)
    {
        if (_out.Pending > MostUnsent)
        {
            throw NotHttp2("it sends too many frames without reading replies");
        }

        _out.Frame(frame.Type, FrameFlags.Acknowledged, 0, payload);
    }

    private ReadOnlySpan<byte> Content(Frame frame)
        => frame.TryGetContent(out var content) ? content : throw NotHttp2("a frame is shorter than its padding");

    private void TakeHeaders(ReadOnlySpan<byte> piece, bool isEnd)
    {
        _headerBlock.AddRange(piece);
        if (_headerBlock.Count > LongestHeaders)
        {
            throw NotHttp2("its headers are too long");
        }

        if (isEnd)
        {
            var block = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_headerBlock);
            _answer.TakeHeaders(_headers.Decode(block), _headersEndStream);
        }
    }
}

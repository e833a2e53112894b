using System.Buffers.Binary;
using System.Net.Sockets;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform.Network;
using Distplusplus.Protocol.Http2;
using Distplusplus.Protocol.Trust;
using Google.Protobuf;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Protocol;

/// <summary>
/// The call Compile as the client face makes it: one connection, one stream, on the loop of the process. All other
/// calls go through <see cref="HostChannel"/>. Opened by the client's JobStream; disposing it ends the call, whatever
/// its phase.
/// </summary>
internal sealed class CompileCall : IDisposable
{
    private const string Path = "/distplusplus.v1.BuildHost/Compile";
    private const int HeadBytes = 5;
    private const int PackLevel = 1;

    private readonly HostAddress _host;
    private readonly CancellationToken _stop;
    private readonly Task<CallConnection> _connected;
    private SocketStream? _socket;
    private byte[] _message = [];

    private CompileCall(EventLoop loop, HostAddress host, ClientSettings settings, CancellationToken stop)
    {
        _host = host;
        _stop = stop;
        _connected = ConnectAsync(loop, settings);
    }

    /// <summary>Bytes that went up, all of them.</summary>
    public long SentBytes => _socket?.SentBytes ?? 0;

    /// <summary>Starts to connect; returns at once.</summary>
    /// <param name="stop">Ends the call.</param>
    public static CompileCall Open(
        EventLoop loop, HostAddress host, ClientSettings settings, CancellationToken stop)
        => new(loop, host, settings, stop);

    /// <param name="pack">Whether the message is compressed; what carries an encoding of its own is not.</param>
    /// <param name="flush">Nothing need follow for this to go.</param>
    /// <param name="isLast">Nothing follows.</param>
    public async Task SendAsync(CompileRequest request, bool pack, bool flush, bool isLast)
    {
        var connection = await _connected;
        await connection.SendAsync(pack ? Packed(request) : Plain(request), flush, isLast);
    }

    /// <returns>Null: the host ended the call well.</returns>
    /// <exception cref="InvalidDataException">What came is no message of ours.</exception>
    public async Task<CompileReply?> ReceiveAsync()
    {
        var connection = await _connected;
        if (await connection.ReceiveAsync() is not { } message)
        {
            return null;
        }

        try
        {
            return PeerMessages.Sanitized(CompileReply.Parser.ParseFrom(message.Span));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"a message cannot be read: {e.Message}", e);
        }
    }

    public void Dispose() => _socket?.Dispose();

    private async Task<CallConnection> ConnectAsync(EventLoop loop, ClientSettings settings)
    {
        using var clock = new CancellationTokenSource(settings.ConnectTimeout, loop.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop, clock.Token);
        try
        {
            var trust = HostTrust.Of(_host, settings.Tls);
            _socket = await ConnectFirstAsync(loop, both.Token);
            var stream = trust is HostTrust.PlainText
                ? _socket
                : await SecureAsync(_socket, trust, settings.Tls, both.Token);
            var connection = new CallConnection(_host, stream, Path, isEncrypted: stream != _socket, _stop);

            // The host makes itself ready while we do.
            _ = connection.FlushAsync();
            return connection;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw HostPlace.TimedOut(_host, settings.ConnectTimeout);
        }
        catch (SocketException e)
        {
            throw HostPlace.Trouble(_host, e);
        }
    }

    private Task<Stream> SecureAsync(SocketStream socket, HostTrust trust, TlsSettings tls, CancellationToken stop)
    {
        SystemCertificates.LeaveOut();
        return new SecureConnection(_host, trust, tls, seen: null).EstablishAsync(socket, () => socket.Opening, stop);
    }

    private async Task<SocketStream> ConnectFirstAsync(EventLoop loop, CancellationToken cancellationToken)
    {
        var places = await HostPlace.AllOfAsync(_host, cancellationToken);
        foreach (var place in places[..^1])
        {
            try
            {
                return await SocketStream.ConnectAsync(loop, place, cancellationToken);
            }
            catch (SocketException)
            {
                // The next may answer.
            }
        }

        return await SocketStream.ConnectAsync(loop, places[^1], cancellationToken);
    }

    /// <returns>Valid until the next message.</returns>
    private ReadOnlyMemory<byte> Plain(CompileRequest request)
    {
        var size = request.CalculateSize();
        if (_message.Length < HeadBytes + size)
        {
            _message = new byte[HeadBytes + size];
        }

        BinaryPrimitives.WriteInt32BigEndian(_message.AsSpan(1), size);
        request.WriteTo(_message.AsSpan(HeadBytes, size));
        return _message.AsMemory(0, HeadBytes + size);
    }

    private static ReadOnlyMemory<byte> Packed(CompileRequest request)
    {
        using var packer = new Compressor(PackLevel);

        // A bit that flips in an offer must not become another option or another source.
        packer.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        var plain = request.ToByteArray();
        var message = new byte[HeadBytes + Compressor.GetCompressBound(plain.Length)];
        var size = packer.Wrap(plain, message.AsSpan(HeadBytes));
        message[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), size);
        return message.AsMemory(0, HeadBytes + size);
    }
}

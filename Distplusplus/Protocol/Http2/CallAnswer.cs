using System.Buffers.Binary;
using Distplusplus.Configuration.Choices;
using Grpc.Core;

namespace Distplusplus.Protocol.Http2;

/// <summary>
/// The data received on the one stream of a <see cref="CallConnection"/>: headers, messages, and the final status.
/// </summary>
internal sealed class CallAnswer(HostAddress host)
{
    private const int HeadBytes = 5;
    private const int LongestMessage = 16 << 20;
    private const int MostHeld = LongestMessage + (4 << 20);

    private byte[] _data = [];
    private int _start;
    private int _end;
    private string _httpStatus = "";
    private string _contentType = "";
    private string? _status;
    private string _message = "";
    private string? _mostCalls;

    /// <summary>Nothing follows; messages may be left to take.</summary>
    public bool IsOver { get; private set; }

    public void TakeHeaders(List<(string Name, string Value)> fields, bool isLast)
    {
        foreach (var (name, value) in fields)
        {
            switch (name)
            {
                case ":status":
                    _httpStatus = value;
                    break;
                case "content-type":
                    _contentType = value;
                    break;
                case "grpc-status":
                    _status = value;
                    break;
                case "grpc-message":
                    _message = Uri.UnescapeDataString(value);
                    break;
                case ConnectionFailure.MostCalls:
                    _mostCalls = value;
                    break;
                default:
                    break;
            }
        }

        IsOver |= isLast;
    }

    /// <exception cref="InvalidDataException">Nobody said that so much may come.</exception>
    public void TakeData(ReadOnlySpan<byte> data, bool isLast)
    {
        if (_end - _start + data.Length > MostHeld)
        {
            throw new InvalidDataException("more comes than there is room for");
        }

        if (_end + data.Length > _data.Length)
        {
            var longer = new byte[Math.Max(2 * (_end - _start + data.Length), 4096)];
            _data.AsSpan(_start, _end - _start).CopyTo(longer);
            (_data, _start, _end) = (longer, 0, _end - _start);
        }

        data.CopyTo(_data.AsSpan(_end));
        _end += data.Length;
        IsOver |= isLast;
    }

    /// <summary>Bytes that came and were not taken.</summary>
    public int Held => _end - _start;

    /// <summary>True if a complete message waits, or data that can never be one.</summary>
    public bool HasMessage
        => _end - _start >= HeadBytes
            && (Length > LongestMessage || _end - _start >= HeadBytes + (int)Length);

    private uint Length => BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(_start + 1));

    /// <returns>Null: no whole message is here.</returns>
    /// <exception cref="InvalidDataException">It is too long or packed.</exception>
    public ReadOnlyMemory<byte>? TakeMessage()
    {
        if (_end - _start < HeadBytes)
        {
            return null;
        }

        var length = Length;
        if (length > LongestMessage || _data[_start] != 0)
        {
            throw new InvalidDataException("a message is too long, or packed though nobody asked for that");
        }

        if (_end - _start < HeadBytes + (int)length)
        {
            return null;
        }

        var message = _data.AsMemory(_start + HeadBytes, (int)length);
        _start += HeadBytes + (int)length;
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }

        return message;
    }

    /// <summary>The end said by what it means: grpc-status, else the status of HTTP.</summary>
    public void ThrowUnlessOk()
    {
        if (_status is null && !_contentType.StartsWith("application/grpc", StringComparison.Ordinal))
        {
            throw _httpStatus switch
            {
                "401" => new RpcException(new Status(StatusCode.Unauthenticated, "")),
                "403" => new RpcException(new Status(StatusCode.PermissionDenied, "")),
                "429" or "502" or "503" or "504"
                    => new RpcException(new Status(StatusCode.Unavailable, $"HTTP status {_httpStatus}")),
                _ => new HostConnectException(
                    host, ConnectionTrouble.NotGrpc, $"it answers with HTTP status {_httpStatus}", null),
            };
        }

        if (_status is null || _end != _start)
        {
            throw new IOException("the host ended the call in the middle of it");
        }

        if (_status != "0")
        {
            throw new RpcException(
                new Status(int.TryParse(_status, out var code) ? (StatusCode)code : StatusCode.Unknown, _message),
                _mostCalls is null ? [] : new Metadata { { ConnectionFailure.MostCalls, _mostCalls } });
        }
    }
}

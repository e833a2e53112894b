using Distplusplus.Protocol;

namespace Distplusplus.Server.Jobs;

/// <summary>
/// The chunks of one input as one stream, pulled from the client as they are read: memory stays bounded, and a slow
/// disk slows the client. Made by ContentReceiver for each input.
/// </summary>
internal sealed class InputChunkStream(ContentChunk first, Func<Task<ContentChunk?>> next) : Stream
{
    private ContentChunk _chunk = first;
    private readonly uint _input = first.Input;
    private readonly Encoding _encoding = first.Encoding;
    private int _taken;

    /// <summary>The defect of the chunks; null if there is none.</summary>
    public string? Trouble { get; private set; }

    /// <summary>True if the last byte of the last chunk was read.</summary>
    public bool IsWhole => _chunk.Last && _taken == _chunk.Data.Length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // The decoder asks this way.
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _chunk.Data.Length)
        {
            if (_chunk.Last || Trouble is not null)
            {
                return 0;
            }

            var chunk = await next();
            Trouble = chunk is null ? "the client ended the contents in the middle of it"
                : chunk.Input != _input ? "chunks of another input came in between"
                : chunk.Encoding != _encoding ? "its chunks have different encodings"
                : null;
            if (Trouble is not null)
            {
                return 0;
            }

            _chunk = chunk!;
            _taken = 0;
        }

        var count = Math.Min(buffer.Length, _chunk.Data.Length - _taken);
        _chunk.Data.Span.Slice(_taken, count).CopyTo(buffer.Span);
        _taken += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count)
        => throw new NotSupportedException("contents are read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// A content on its way up, encoded, kept so that a second host can have it without a second preprocessor run.
/// One writer appends, any number of attempts read from the start, before and after it is complete.
/// </summary>
internal sealed class KeptText : Stream
{
    private readonly Lock _lock = new();
    private readonly List<ReadOnlyMemory<byte>> _chunks = [];
    private TaskCompletionSource _changed = new();
    private byte[] _filling = [];
    private int _filled;
    private bool _complete;
    private bool _failed;

    /// <summary>Size of a chunk on the wire, bytes; on a slow line it must arrive within the silence limit.</summary>
    public const int ChunkBytes = 64 << 10;

    /// <summary>How the bytes are encoded.</summary>
    public required Encoding Encoding { get; init; }

    /// <summary>Bytes kept so far.</summary>
    public override long Length
    {
        get
        {
            lock (_lock)
            {
                return _chunks.Sum(chunk => (long)chunk.Length) + _filled;
            }
        }
    }

    /// <summary>A whole content, as it is.</summary>
    public static KeptText Whole(ReadOnlyMemory<byte> content) => Encoded(content, Encoding.Identity);

    /// <summary>A whole content that is encoded already.</summary>
    public static KeptText Encoded(ReadOnlyMemory<byte> content, Encoding encoding)
    {
        var text = new KeptText { Encoding = encoding };
        while (content.Length > ChunkBytes)
        {
            text._chunks.Add(content[..ChunkBytes]);
            content = content[ChunkBytes..];
        }

        text.Publish(content, complete: true);
        return text;
    }

    /// <summary>A whole content, encoded.</summary>
    public static KeptText Whole(ReadOnlyMemory<byte> content, ContentEncoder encoder)
    {
        var text = new KeptText { Encoding = encoder.Encoding };
        using (var encoded = encoder.Wrap(text))
        {
            encoded.Write(content.Span);
        }

        text.Complete();
        return text;
    }

    /// <summary>The chunks in order, waiting for those still to come; the last comes with <c>Last</c> set.</summary>
    /// <returns>Ends early, without a last chunk, when the text will never be whole.</returns>
    public async IAsyncEnumerable<(ReadOnlyMemory<byte> Data, bool Last)> ReadChunksAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var index = 0; ; index++)
        {
            ReadOnlyMemory<byte> chunk = default;
            bool last;
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    changed = _changed.Task;
                    last = _complete && index >= _chunks.Count - 1;
                    if (_failed)
                    {
                        yield break;
                    }

                    if (index < _chunks.Count)
                    {
                        chunk = _chunks[index];
                        break;
                    }

                    if (last)
                    {
                        break;
                    }
                }

                await changed.WaitAsync(cancellationToken);
            }

            yield return (chunk, last);
            if (last)
            {
                yield break;
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_filling.Length == 0)
            {
                _filling = new byte[ChunkBytes];
            }

            var room = Math.Min(buffer.Length, ChunkBytes - _filled);
            buffer[..room].CopyTo(_filling.AsSpan(_filled));
            _filled += room;
            buffer = buffer[room..];
            if (_filled == ChunkBytes)
            {
                Publish(_filling);
                _filling = [];
                _filled = 0;
            }
        }
    }

    /// <summary>Nothing follows.</summary>
    public void Complete()
    {
        Publish(_filling.AsMemory(0, _filled), complete: true);
        _filled = 0;
    }

    /// <summary>The text will never be whole: nobody shall compile what there is.</summary>
    public void Fail()
    {
        lock (_lock)
        {
            _failed = true;
            _chunks.Clear();
        }

        Publish(default);
    }

    private void Publish(ReadOnlyMemory<byte> chunk, bool complete = false)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (!chunk.IsEmpty)
            {
                _chunks.Add(chunk);
            }

            _complete |= complete;
            changed = _changed;
            _changed = new TaskCompletionSource();
        }

        changed.SetResult();
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

namespace Distplusplus.Client.Inputs;

/// <summary>A growing array of bytes, for packing and for names that live as long as a collection.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private byte[]? _other;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Span<byte> this[Range range] => _bytes.AsSpan(0, Length)[range];

    public byte[] Array => _bytes;

    public Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_bytes.Length * 2, Length + count));
            Written.CopyTo(larger);
            _bytes = larger;
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Add(byte value) => Reserve(1)[0] = value;

    public void Add(ReadOnlySpan<byte> values) => values.CopyTo(Reserve(values.Length));

    public void Truncate(int length) => Length = length;

    /// <summary>
    /// Empties the buffer and switches to the other array: the previous content stays valid until the next call.
    /// </summary>
    public void Turn()
    {
        (_bytes, _other) = (_other ?? GC.AllocateUninitializedArray<byte>(_bytes.Length), _bytes);
        Length = 0;
    }

    public byte[] ToArray() => Written.ToArray();
}

namespace Distplusplus.Client.Inputs;

/// <summary>A growing array of bytes, for packing and for names that live as long as a collection.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Span<byte> this[Range range] => _bytes.AsSpan(0, Length)[range];

    public byte[] Array => _bytes;

    public Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Add(byte value) => Reserve(1)[0] = value;

    public void Add(ReadOnlySpan<byte> values) => values.CopyTo(Reserve(values.Length));

    public void Truncate(int length) => Length = length;

    public byte[] ToArray() => Written.ToArray();
}

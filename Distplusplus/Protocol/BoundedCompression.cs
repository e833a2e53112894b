using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;
using ZstdSharp;

namespace Distplusplus.Protocol;

/// <summary>
/// A message compression that unpacks no more than a message may be long: a few bytes must not become the whole memory
/// of whoever reads them. Made by either side for every encoding it takes.
/// </summary>
internal sealed class BoundedCompression(ICompressionProvider inner, int limit) : ICompressionProvider
{
    // Offers shrink to a tenth, text at best to a fiftieth; only what is short may shrink more.
    private const int MostTimes = 64;
    private const int Short = 1 << 20;

    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        => inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        var packed = new CountedStream(stream);
        return new BoundedStream(inner.CreateDecompressionStream(packed), packed, limit);
    }

    /// <summary>Counts what is read of one packed message.</summary>
    private sealed class CountedStream(Stream inner) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            Count += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Lives while one message is unpacked.</summary>
    private sealed class BoundedStream(Stream inner, CountedStream packed, int limit) : Stream
    {
        private long _unpacked;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = ReadSound(buffer);
            _unpacked += count;
            return _unpacked > limit
                ? throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"a message unpacks to more than {limit} bytes"))
                : _unpacked > Short && _unpacked > packed.Count * MostTimes
                ? throw new RpcException(new Status(
                    StatusCode.ResourceExhausted,
                    $"a message of more than {Short} bytes unpacks to more than {MostTimes} times its size"))
                : count;
        }

        private int ReadSound(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (ZstdException broken)
            {
                throw new InvalidDataException(broken.Message, broken);
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

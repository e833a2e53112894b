using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;
using ZstdSharp;

namespace Distplusplus.Protocol;

/// <summary>
/// A message compression that unpacks no more than a message may be long: a few bytes must not become the whole memory
/// of whoever reads them. Made by the host for each encoding it takes.
/// </summary>
internal sealed class BoundedCompression(ICompressionProvider inner, int limit) : ICompressionProvider
{
    private const int PieceBytes = 16 * 1024;

    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        => inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        var packed = new MemoryStream();
        stream.CopyTo(packed);
        packed.Position = 0;
        var unpacked = new MemoryStream();
        using var decoder = inner.CreateDecompressionStream(packed);
        Span<byte> piece = new byte[PieceBytes];
        while (Read(decoder, piece) is > 0 and var count)
        {
            unpacked.Write(piece[..count]);
            if (unpacked.Length > limit)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"a message unpacks to more than {limit} bytes"));
            }
        }

        unpacked.Position = 0;
        return unpacked;
    }

    private static int Read(Stream decoder, Span<byte> piece)
    {
        try
        {
            return decoder.Read(piece);
        }
        catch (ZstdException broken)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }
}

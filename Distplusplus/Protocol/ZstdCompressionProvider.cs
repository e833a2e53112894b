using System.IO.Compression;
using Grpc.Net.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Protocol;

/// <summary>
/// gRPC message compression by the name "zstd", registered by both sides: it makes offers small, whose paths have
/// much in common. Contents and outputs carry an encoding of their own and are not compressed again.
/// </summary>
internal sealed class ZstdCompressionProvider : ICompressionProvider
{
    /// <summary>Its name in grpc-encoding and grpc-accept-encoding.</summary>
    public const string Name = "zstd";

    private const int Level = 1;

    // Messages are written in one piece; what is larger comes through in several.
    private const int BufferBytes = 16 * 1024;

    public string EncodingName => Name;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
    {
        var packed = new CompressionStream(stream, Level, BufferBytes, leaveOpen: true);

        // A bit that flips in an offer must not become another option or another source.
        packed.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return packed;
    }

    public Stream CreateDecompressionStream(Stream stream)
        => new DecompressionStream(stream, BufferBytes, checkEndOfStream: true, leaveOpen: true);
}

using System.IO.Compression;
using Distplusplus.Protocol;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Client;

/// <summary>How contents are made small on their way up; chosen by <see cref="EncoderChoice"/>.</summary>
/// <param name="Encoding">What the host is told.</param>
/// <param name="Level">The encoder's own scale.</param>
internal sealed record ContentEncoder(Encoding Encoding, int Level)
{
    /// <summary>A stream that encodes into <paramref name="sink"/>; disposing it ends the frame.</summary>
    public Stream Wrap(KeptText sink) => Encoding switch
    {
        Encoding.Zstd => Checked(new CompressionStream(sink, Level, leaveOpen: true)),
        Encoding.Gzip => new GZipStream(
            sink, Level <= 1 ? CompressionLevel.Fastest : CompressionLevel.Optimal, leaveOpen: true),
        Encoding.Identity => sink,
    };

    // A flipped bit must not become another program: the decoder finds it by the frame's checksum. gzip has one anyway.
    private static CompressionStream Checked(CompressionStream stream)
    {
        stream.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return stream;
    }
}

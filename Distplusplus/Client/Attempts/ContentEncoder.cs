using System.IO.Compression;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// Makes whole contents small on their way up, one after the other with the same encoder: a cold host asks for hundreds
/// of small ones. Made once per compile.
/// </summary>
/// <param name="encoding">The encoding that the host is told.</param>
/// <param name="level">The encoder's own scale.</param>
internal sealed class ContentEncoder(Encoding encoding, int level)
{
    /// <summary>Shorter contents are sent unencoded; the digest is checked anyway. Bytes.</summary>
    private const int WorthEncoding = 256;

    private const int FastLevel = 1;

    private readonly Lock _lock = new();
    private Compressor? _zstd;

    public Encoding Encoding => encoding;

    public static ContentEncoder Of(ClientSettings settings) => new(
        settings.Compression switch
        {
            CompressionPreference.Auto or CompressionPreference.Zstd => Encoding.Zstd,
            CompressionPreference.Gzip => Encoding.Gzip,
            CompressionPreference.None => Encoding.Identity,
        },
        settings.CompressionLevel ?? FastLevel);

    public ReplayableContent Encode(byte[] content)
        => content.Length < WorthEncoding
            ? new ReplayableContent(content, Encoding.Identity)
            : encoding switch
            {
                Encoding.Zstd => new ReplayableContent(Zstd(content), encoding),
                Encoding.Gzip => new ReplayableContent(Gzip(content), encoding),
                Encoding.Identity => new ReplayableContent(content, encoding),
            };

    // A flipped bit must not become another program: the decoder finds it by the frame's checksum. gzip has one anyway.
    private byte[] Zstd(byte[] content)
    {
        lock (_lock)
        {
            if (_zstd is null)
            {
                _zstd = new Compressor(level);
                _zstd.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            }

            return _zstd.Wrap(content).ToArray();
        }
    }

    private byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(
            packed, level <= 1 ? CompressionLevel.Fastest : CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }
}

using Distplusplus.Protocol;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// Compresses whole contents on their way up, one after the other with the same encoder: a cold host asks for hundreds
/// of small ones. Made once per compile.
/// </summary>
/// <param name="level">Of zstd.</param>
internal sealed class ContentEncoder(int level)
{
    /// <summary>Shorter contents are sent unencoded; the digest is checked anyway. Bytes.</summary>
    private const int WorthEncoding = 256;

    private readonly Lock _lock = new();
    private Compressor? _zstd;

    public ReplayableContent Encode(byte[] content)
    {
        if (content.Length < WorthEncoding)
        {
            return new ReplayableContent(content, Encoding.Identity);
        }

        lock (_lock)
        {
            if (_zstd is null)
            {
                // A flipped bit must not become another program: the decoder finds it by the frame's checksum.
                _zstd = new Compressor(level);
                _zstd.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            }

            return new ReplayableContent(_zstd.Wrap(content).ToArray(), Encoding.Zstd);
        }
    }
}

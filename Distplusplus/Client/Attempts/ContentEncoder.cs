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

    private Compressor? _zstd;

    /// <returns>The bytes on the wire, and how they are encoded.</returns>
    public (ReadOnlyMemory<byte> Data, Encoding Encoding) Encode(byte[] content)
    {
        if (content.Length < WorthEncoding)
        {
            return (content, Encoding.Identity);
        }

        if (_zstd is null)
        {
            // A flipped bit must not become another program: the decoder finds it by the frame's checksum.
            _zstd = new Compressor(level);
            _zstd.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        }

        return (_zstd.Wrap(content).ToArray(), Encoding.Zstd);
    }
}

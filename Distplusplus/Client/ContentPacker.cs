using Distplusplus.Protocol;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Distplusplus.Client;

/// <summary>
/// Encodes whole contents one after the other with the same encoder: a cold host asks for hundreds of small ones. Made
/// for each job sent the direct way.
/// </summary>
internal sealed class ContentPacker(ContentEncoder encoder)
{
    /// <summary>What is shorter goes as it is, bytes: its digest is checked anyway.</summary>
    private const int WorthEncoding = 256;

    private readonly Lock _lock = new();
    private Compressor? _zstd;

    public KeptText Pack(byte[] content)
    {
        if (content.Length < WorthEncoding)
        {
            return KeptText.Whole(content);
        }

        if (encoder.Encoding != Encoding.Zstd)
        {
            return KeptText.Whole(content, encoder);
        }

        lock (_lock)
        {
            if (_zstd is null)
            {
                _zstd = new Compressor(encoder.Level);
                _zstd.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            }

            return KeptText.Encoded(_zstd.Wrap(content).ToArray(), Encoding.Zstd);
        }
    }
}

using Distplusplus.Configuration;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// How the contents of one compile are made small: what the link to the likeliest host and the load of this machine
/// make cheaper. Expanded text would be half as long, but it has lost the columns that sanitizers and
/// std::source_location put into objects: no link is slow enough for that.
/// </summary>
internal static class EncoderChoice
{
    // Of a usual C++ unit level 3 saves 15 to 50 kB for 5 ms, level 6 another 50 to 80 kB for 30 ms: each pays below
    // the rate at which its bytes take longer than its time.

    /// <summary>Below this rate a link is slow: it costs more than the processor does. Kilobytes per second.</summary>
    public const int SlowLink = 12_000;

    /// <summary>Below this rate it is the link that everything waits for. Kilobytes per second.</summary>
    public const int VerySlowLink = 2_500;

    private const int FastLevel = 1;
    private const int SmallLevel = 3;
    private const int SmallestLevel = 6;

    /// <param name="linkRate">What the link last carried, kilobytes per second; 0: nobody knows, so it is fast.</param>
    /// <param name="isBusy">Whether more wants to run here than there are cores; asked only where the link is slow.
    /// </param>
    public static ContentEncoder Of(ClientSettings settings, int linkRate, Func<bool> isBusy)
        => settings.Compression switch
        {
            CompressionPreference.Auto => Adapted(settings.CompressionLevel, linkRate, isBusy),
            CompressionPreference.Zstd => new ContentEncoder(Encoding.Zstd, settings.CompressionLevel ?? FastLevel),
            CompressionPreference.Gzip => new ContentEncoder(Encoding.Gzip, settings.CompressionLevel ?? FastLevel),
            CompressionPreference.None => new ContentEncoder(Encoding.Identity, 0),
        };

    private static ContentEncoder Adapted(int? level, int linkRate, Func<bool> isBusy)
    {
        var best = linkRate switch
        {
            0 or >= SlowLink => FastLevel,
            < VerySlowLink => isBusy() ? SmallLevel : SmallestLevel,
            _ => isBusy() ? FastLevel : SmallLevel,
        };
        return new ContentEncoder(Encoding.Zstd, level ?? best);
    }
}

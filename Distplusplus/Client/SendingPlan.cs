using Distplusplus.Configuration;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// How the contents of one compile are made small, and which form a text has: what the link to the likeliest host and
/// the load of this machine make cheaper. Made once per compile.
/// </summary>
/// <param name="PrefersExpandedText">
/// Half the bytes of text with directives, for twice the preprocessor's time.
/// </param>
internal sealed record SendingPlan(ContentEncoder Encoder, bool PrefersExpandedText)
{
    // Of a usual C++ unit expanded text saves 280 kB for 20 ms of processor time, level 3 another 15 to 50 kB for 5 ms,
    // level 6 another 50 to 80 kB for 30 ms: each pays below the rate at which its bytes take longer than its time.

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
    public static SendingPlan Of(ClientSettings settings, int linkRate, Func<bool> isBusy)
        => settings.Compression switch
        {
            CompressionPreference.Auto => Adapted(settings.CompressionLevel, linkRate, isBusy),
            CompressionPreference.Zstd => Fixed(Encoding.Zstd, settings.CompressionLevel ?? FastLevel),
            CompressionPreference.Gzip => Fixed(Encoding.Gzip, settings.CompressionLevel ?? FastLevel),
            CompressionPreference.None => Fixed(Encoding.Identity, 0),
        };

    private static SendingPlan Adapted(int? level, int linkRate, Func<bool> isBusy)
    {
        var (best, expanded) = linkRate switch
        {
            0 or >= SlowLink => (FastLevel, false),
            < VerySlowLink => (isBusy() ? SmallLevel : SmallestLevel, true),
            _ => isBusy() ? (FastLevel, false) : (SmallLevel, true),
        };
        return new SendingPlan(new ContentEncoder(Encoding.Zstd, level ?? best), expanded);
    }

    private static SendingPlan Fixed(Encoding encoding, int level) => new(new ContentEncoder(encoding, level), false);
}

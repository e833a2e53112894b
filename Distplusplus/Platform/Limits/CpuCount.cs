using System.Globalization;
using System.Numerics;

namespace Distplusplus.Platform.Limits;

/// <summary>
/// The CPUs this process may really use: its affinity, cut down by the quotas of its control groups (v1 and v2).
/// </summary>
internal static class CpuCount
{
    /// <summary>At least 1.</summary>
    public static int Available() => Available("/", AffinityCount());

    /// <summary>As <see cref="Available()"/>, with the control groups read below another root.</summary>
    internal static int Available(string root, int affinity)
    {
        var count = affinity;
        foreach (var quota in Quotas(root))
        {
            // A quota of 1.5 CPUs keeps two compilers busier than one.
            count = Math.Min(count, (int)Math.Ceiling(quota));
        }

        return Math.Max(count, 1);
    }

    private static unsafe int AffinityCount()
    {
        const int Bytes = 1024;
        var mask = stackalloc byte[Bytes];
        var filled = Libc.GetAffinity(0, Bytes, mask);
        if (filled < 0)
        {
            return Environment.ProcessorCount;
        }

        var count = 0;
        for (var i = 0; i < Bytes; i++)
        {
            count += BitOperations.PopCount(mask[i]);
        }

        return count;
    }

    private static IEnumerable<double> Quotas(string root)
    {
        foreach (var (directory, unified) in ControlGroups.Of(root, "cpu"))
        {
            if ((unified ? QuotaV2(directory) : QuotaV1(directory)) is { } quota)
            {
                yield return quota;
            }
        }
    }

    private static double? QuotaV2(string directory)
        => ControlGroups.Lines($"{directory}cpu.max").FirstOrDefault()?.Split(' ') is [var quota, var period]
            ? Ratio(quota, period)
            : null;

    private static double? QuotaV1(string directory)
        => ControlGroups.Lines($"{directory}cpu.cfs_quota_us").FirstOrDefault() is { } quota
            && ControlGroups.Lines($"{directory}cpu.cfs_period_us").FirstOrDefault() is { } period
                ? Ratio(quota, period)
                : null;

    private static double? Ratio(string quota, string period)
        => double.TryParse(quota, CultureInfo.InvariantCulture, out var q)
            && double.TryParse(period, CultureInfo.InvariantCulture, out var p)
            && q > 0 && p > 0
                ? q / p
                : null;
}

namespace Distplusplus.Diagnostics;

/// <summary>What <c>check</c> says of ccache, the best neighbour a distributor has.</summary>
internal static class CcacheFindings
{
    private const string Subject = "ccache";

    /// <param name="ccache">Where it is on PATH; null: nowhere.</param>
    /// <param name="prefix">The value of CCACHE_PREFIX.</param>
    public static IEnumerable<Finding> Of(string? ccache, string? prefix)
    {
        var callsUs = prefix is not null
            && prefix.Split(' ').Any(word => Path.GetFileName(word) == "distplusplus");
        if (callsUs && ccache is null)
        {
            yield return Finding.Warning(
                Subject, $"CCACHE_PREFIX is \"{prefix}\", and PATH has no ccache",
                    "install ccache, or unset CCACHE_PREFIX");
        }
        else if (ccache is not null)
        {
            yield return Finding.Ok(
                Subject,
                callsUs
                    ? $"{ccache} asks distplusplus for what it lacks (CCACHE_PREFIX)"
                    : $"{ccache} is installed; CCACHE_PREFIX=distplusplus makes it ask distplusplus for what it lacks");
        }
    }
}

namespace Distplusplus.Diagnostics.Check;

/// <summary>What <c>check</c> says of ccache, the best neighbour a distributor has.</summary>
/// <param name="prefix">The value of CCACHE_PREFIX.</param>
/// <param name="compilerCheck">The value of CCACHE_COMPILERCHECK.</param>
internal sealed class CcacheFindings(string? prefix, string? compilerCheck)
{
    private const string Subject = "ccache";

    private readonly bool _callsUs = prefix is not null
        && prefix.Split(' ').Any(word => Path.GetFileName(word) == "distplusplus");

    /// <param name="ccache">Where it is on PATH; null: nowhere.</param>
    /// <param name="names">The compilers' names on PATH.</param>
    public IEnumerable<Finding> Of(string? ccache, IReadOnlyList<MasqueradeName> names)
    {
        if (ccache is null)
        {
            return _callsUs
                ? [Finding.Warning(
                    Subject, $"CCACHE_PREFIX is \"{prefix}\", and PATH has no ccache",
                    "install ccache, or unset CCACHE_PREFIX")]
                : [];
        }

        var link = names.FirstOrDefault(name => name.Ours is not null)?.Ours;
        return (_callsUs, link) switch
        {
            (true, null) => [Finding.Ok(Subject, $"{ccache} asks distplusplus for what it lacks (CCACHE_PREFIX)")],
            (false, null) => [Finding.Ok(
                Subject,
                $"{ccache} is installed; CCACHE_PREFIX=distplusplus makes it ask distplusplus for what it lacks")],
            (_, { } ours) when _callsUs || names.Any(name => name.Stations.Any(IsCcache)) => Behind(ours),
            (_, { } ours) => [Finding.Ok(
                Subject,
                $"{ccache} is installed; to use it, take {ours.Directory} out of PATH and set "
                    + "CCACHE_PREFIX=distplusplus")],
        };
    }

    private static bool IsCcache(PathStation station) => station.Launcher == "ccache";

    /// <summary>What ccache remembers of the link is the link's file, whatever compiler stands behind it.</summary>
    private IEnumerable<Finding> Behind(PathStation ours)
        => compilerCheck?.Contains("%compiler%", StringComparison.Ordinal) is true
            ? [Finding.Ok(Subject, $"it asks the compiler behind {ours.Path} what it is (CCACHE_COMPILERCHECK)")]
            : [Finding.Warning(
                Subject,
                $"it takes {ours.Path} for the compiler, and gives out old objects when the one behind it changes",
                $"take {ours.Directory} out of PATH and set CCACHE_PREFIX=distplusplus, or set "
                    + "CCACHE_COMPILERCHECK='%compiler% -v'")];
}

namespace Distplusplus.Diagnostics.Check;

/// <summary>The findings of <c>check</c> about ccache.</summary>
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
                    Subject, $"CCACHE_PREFIX is \"{prefix}\", but ccache is not on PATH",
                    "install ccache, or unset CCACHE_PREFIX")]
                : [];
        }

        var link = names.FirstOrDefault(name => name.Ours is not null)?.Ours;
        return (_callsUs, link) switch
        {
            (true, null) => [Finding.Ok(Subject, $"{ccache} runs distplusplus on cache misses (CCACHE_PREFIX)")],
            (false, null) => [Finding.Ok(
                Subject,
                $"{ccache} is installed; CCACHE_PREFIX=distplusplus makes it run distplusplus on cache misses")],
            (_, { } ours) when _callsUs || names.Any(name => name.Stations.Any(IsCcache)) => Behind(ours),
            (_, { } ours) => [Finding.Ok(
                Subject,
                $"{ccache} is installed; to use it, remove {ours.Directory} from PATH and set "
                    + "CCACHE_PREFIX=distplusplus")],
        };
    }

    private static bool IsCcache(PathStation station) => station.Launcher == "ccache";

    /// <summary>
    /// Checks the link itself, because ccache identifies a compiler by the file of the link, whatever compiler is
    /// behind it.
    /// </summary>
    private IEnumerable<Finding> Behind(PathStation ours)
        => compilerCheck?.Contains("%compiler%", StringComparison.Ordinal) is true
            ? [Finding.Ok(Subject, $"it identifies the compiler behind {ours.Path} (CCACHE_COMPILERCHECK)")]
            : [Finding.Warning(
                Subject,
                $"it identifies {ours.Path} as the compiler, and returns outdated objects after an upgrade of the "
                    + "real one",
                $"remove {ours.Directory} from PATH and set CCACHE_PREFIX=distplusplus, or set "
                    + "CCACHE_COMPILERCHECK='%compiler% -v'")];
}

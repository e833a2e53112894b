namespace Distplusplus.Diagnostics.Check;

/// <summary>
/// Where one compiler name leads along PATH: to us, to another launcher, to a compiler. Made by PathSurvey.
/// </summary>
/// <param name="Name">"gcc", "c++" …</param>
/// <param name="Stations">Every file of that name that may be run, in the order of PATH, each directory once.</param>
internal sealed record MasqueradeName(string Name, IReadOnlyList<PathStation> Stations)
{
    /// <summary>The first that is us; null: none.</summary>
    public PathStation? Ours => Stations.FirstOrDefault(station => station.IsOurs);

    /// <summary>The first program that is not distplusplus: the compiler, or a launcher.</summary>
    public PathStation? Next => Stations.FirstOrDefault(station => !station.IsOurs);

    /// <summary>The first that is neither us nor another launcher.</summary>
    public PathStation? Compiler => Stations.FirstOrDefault(station => !station.IsOurs && station.Launcher is null);

    /// <summary>True if our link comes before the compiler.</summary>
    public bool IsBeforeCompiler => Stations.TakeWhile(station => station != Compiler).Any(station => station.IsOurs);
}

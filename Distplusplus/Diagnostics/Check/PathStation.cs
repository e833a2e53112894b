namespace Distplusplus.Diagnostics.Check;

/// <summary>A file on PATH that answers to a compiler's name.</summary>
/// <param name="Path">As found, links unresolved.</param>
/// <param name="IsOurs">It leads to this program.</param>
/// <param name="Launcher">The other launcher it leads to (ccache, distcc, icecc, sccache); null: a compiler.</param>
internal sealed record PathStation(string Path, bool IsOurs, string? Launcher)
{
    /// <summary>
    /// True if it is a script that mentions distplusplus: calling it as a compiler would call us again.
    /// </summary>
    public bool CallsUs { get; init; }

    public string Directory => System.IO.Path.GetDirectoryName(Path) ?? "";
}

namespace Distplusplus.Diagnostics.Check;

/// <summary>A file on PATH that answers to a compiler's name.</summary>
/// <param name="Path">As found, links unresolved.</param>
/// <param name="IsOurs">It leads to this program.</param>
/// <param name="Launcher">The other launcher it leads to (ccache, distcc, icecc, sccache); null: a compiler.</param>
internal sealed record PathStation(string Path, bool IsOurs, string? Launcher)
{
    /// <summary>It is a script that mentions us: who takes it for a compiler calls us again.</summary>
    public bool CallsUs { get; init; }

    public string Directory => System.IO.Path.GetDirectoryName(Path) ?? "";
}

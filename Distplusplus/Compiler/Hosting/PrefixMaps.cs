using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Hosting;

/// <summary>The maps of names that a command line asks for (-ffile-prefix-map=OLD=NEW and its kin).</summary>
internal static class PrefixMaps
{
    /// <summary>Each is compared with each, before there is a slot: a limit on what that costs a host.</summary>
    private const int Compared = 64;

    /// <summary>
    /// The map whose result may differ where every OLD is said below a job's root; null: none does. One with an empty
    /// OLD fits the root as well, and gcc maps some names a second time, which by then have lost the root. Those
    /// beyond <see cref="Compared"/> are not compared and are taken to differ.
    /// </summary>
    public static string? NeedsRoot(IEnumerable<ParsedOption> options)
    {
        (string Old, string New, string Written)[] maps =
        [
            .. options.Where(option => option.Entry.Value == ValueMeaning.PrefixMap).Select(Split),
        ];
        return maps.Length > Compared ? maps[Compared].Written : Array.Find(
            maps, map => map.Old.Length == 0 || Array.Exists(maps, other => MayFit(other.Old, map.New))).Written;
    }

    private static (string Old, string New, string Written) Split(ParsedOption option)
        => option.Value.IndexOf('=') is var at and >= 0
            ? (option.Value[..at], option.Value[(at + 1)..], option.Arguments[0])
            : ("", "", option.Arguments[0]);

    /// <summary>Tells whether a name that begins with <paramref name="start"/> can begin with the other.</summary>
    private static bool MayFit(string old, string start)
        => start.StartsWith(old, StringComparison.Ordinal) || old.StartsWith(start, StringComparison.Ordinal);
}

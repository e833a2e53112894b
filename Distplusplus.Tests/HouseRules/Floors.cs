using System.Text.RegularExpressions;

namespace Distplusplus.Tests.HouseRules;

/// <summary>Who may know whom: arrows go downwards only, and the two workers never meet.</summary>
internal static partial class Floors
{
    private static readonly string[] Ground = ["Compiler", "Protocol", "Configuration", "Platform"];

    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Platform"] = [],
        ["Configuration"] = ["Platform"],
        ["Protocol"] = ["Configuration", "Platform"],
        ["Compiler"] = ["Platform", "Protocol"],
        ["Client"] = Ground,
        ["Server"] = Ground,
        ["Diagnostics"] = [.. Ground, "Client"],
        ["CommandLine"] = [.. Ground, "Client", "Server", "Diagnostics"],
        ["Program"] = [.. Ground, "Client", "Server", "Diagnostics", "CommandLine"],
    };

    /// <summary>Mentions of rooms that this file's room may not know.</summary>
    public static IEnumerable<string> Judge(SourceFile file)
    {
        if (!file.IsProduct)
        {
            return [];
        }

        if (!Arrows.TryGetValue(file.Room, out var allowed))
        {
            return [$"{file.Path}:1: {file.Room} is no room of the house"];
        }

        return Mention().Matches(file.Code)
            .Select(match => match.Groups["room"].Value)
            .Where(room => room != file.Room && !allowed.Contains(room))
            .Distinct()
            .Select(room => $"{file.Path}:1: {file.Room} must not know {room}");
    }

    // With the product's name before it, or bare as code inside the product may write it.
    [GeneratedRegex(
        @"\bDistplusplus\.(?<room>[A-Z]\w*)"
        + @"|(?<![.\w])(?<room>Client|Server|Diagnostics|CommandLine|Compiler|Protocol|Configuration|Platform)"
        + @"\.[A-Z]\w*(?=[\w.]*[\s({<;,)>?\[])")]
    private static partial Regex Mention();
}

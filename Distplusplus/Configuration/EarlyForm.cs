using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>
/// Detects the form of early documentation, <c>[servers] = { "a:1", "b:2" }</c>, which is not TOML, and suggests the
/// correct line with the same hosts.
/// </summary>
internal static class EarlyForm
{
    private const string Bracketed = "[servers]";
    private const string Plain = "servers";

    /// <param name="text">The file, which is not TOML.</param>
    /// <returns>Null: something else is wrong with it.</returns>
    public static ConfigurationProblem? Recognise(string path, string text)
    {
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan()[range];
            var rest = line.TrimStart();
            var column = line.Length - rest.Length + 1;
            var bracketed = rest.StartsWith(Bracketed);
            if (!bracketed && !rest.StartsWith(Plain))
            {
                continue;
            }

            rest = rest[(bracketed ? Bracketed : Plain).Length..].TrimStart();
            if (rest is not ['=', ..])
            {
                continue;
            }

            rest = rest[1..].TrimStart();
            if (rest is ['{', ..] || (bracketed && rest is ['[', ..]))
            {
                var listed = text.AsSpan(range.End.GetOffset(text.Length) - rest.Length + 1);
                return new ConfigurationProblem(
                    new ValueOrigin.InFile(path, number, column),
                    "this form of `servers` is from early documentation and is not TOML: write servers = "
                        + $"[{Hosts(listed)}]");
            }
        }

        return null;
    }

    /// <summary>The quoted texts before the closing bracket, or an example when there are none.</summary>
    private static string Hosts(ReadOnlySpan<char> listed)
    {
        listed = listed[..(listed.IndexOfAny('}', ']') is >= 0 and var close ? close : listed.Length)];
        var hosts = new List<string>();
        while (listed.IndexOfAny('"', '\'') is >= 0 and var open)
        {
            var length = listed[(open + 1)..].IndexOf(listed[open]);
            if (length < 0)
            {
                break;
            }

            hosts.Add($"\"{listed.Slice(open + 1, length)}\"");
            listed = listed[(open + length + 2)..];
        }

        return hosts.Count == 0 ? "\"host:port\"" : string.Join(", ", hosts);
    }
}

using System.Text;

namespace Distplusplus.Client.Inputs.Computed;

/// <summary>Reads the make rule that -M prints. Pure.</summary>
internal static class MakeRule
{
    /// <summary>The files after the colon, unquoted; null if the rule is not complete.</summary>
    public static IReadOnlyList<string>? Files(string rule)
    {
        var colon = rule.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0 || !rule.EndsWith('\n'))
        {
            return null;
        }

        var files = new List<string>();
        var name = new StringBuilder();
        for (var at = colon + 1; at < rule.Length; at++)
        {
            var (c, next) = (rule[at], at + 1 < rule.Length ? rule[at + 1] : '\0');
            if (c == '\\' && next is ' ' or '#' or '\t')
            {
                name.Append(next);
                at++;
            }
            else if (c == '$' && next == '$')
            {
                name.Append(c);
                at++;
            }
            else if (c is ' ' or '\n' or '\t' || (c == '\\' && next == '\n'))
            {
                if (name.Length > 0)
                {
                    files.Add(name.ToString());
                    name.Clear();
                }
            }
            else
            {
                name.Append(c);
            }
        }

        return files;
    }
}

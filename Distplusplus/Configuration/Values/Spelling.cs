namespace Distplusplus.Configuration.Values;

/// <summary>Suggests corrections for misspelt keys and words of the command line.</summary>
internal static class Spelling
{
    /// <summary>The known word closest to the given one; null if none is close.</summary>
    public static string? Closest(string written, IEnumerable<string> known)
    {
        var best = (Word: (string?)null, Distance: Math.Max(1, written.Length / 3) + 1);
        foreach (var word in known)
        {
            var distance = Distance(written.Replace('-', '_'), word.Replace('-', '_'));
            if (distance < best.Distance)
            {
                best = (word, distance);
            }
        }

        return best.Word;
    }

    /// <summary>", did you mean X?" or nothing.</summary>
    public static string Suggestion(string written, IEnumerable<string> known)
        => Closest(written, known) is { } word ? $", did you mean `{word}`?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                rows[i, j] = Math.Min(
                    Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}

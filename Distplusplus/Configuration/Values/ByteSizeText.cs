using System.Globalization;

namespace Distplusplus.Configuration.Values;

/// <summary>
/// Amounts of bytes as people write them: "512MiB", "4GiB", "4G"; powers of 1024; a plain number is bytes.
/// </summary>
internal static class ByteSizeText
{
    /// <summary>The right form, for messages.</summary>
    public const string Form = "a size such as 512MiB, 4GiB or 1TiB";

    private const string Units = "KMGT";

    public static bool TryParse(string text, out long bytes)
    {
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : trimmed.Length;
        bytes = 0;
        if (!long.TryParse(trimmed[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = trimmed[digits..].TrimStart();
        var shift = 0;
        if (unit.Length > 0 && unit is not "B")
        {
            var rank = Units.IndexOf(char.ToUpperInvariant(unit[0]));
            if (rank < 0 || unit[1..] is not ("" or "B" or "iB"))
            {
                return false;
            }

            shift = 10 * (rank + 1);
        }

        bytes = count << shift;
        return bytes >> shift == count;
    }

    /// <summary>As it would be written, in the largest unit that needs no fraction.</summary>
    public static string Format(long bytes)
    {
        var rank = 0;
        while (bytes != 0 && bytes % 1024 == 0 && rank < Units.Length)
        {
            bytes /= 1024;
            rank++;
        }

        return rank == 0
            ? bytes.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{bytes}{Units[rank - 1]}iB");
    }
}

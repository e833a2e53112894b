using System.Globalization;

namespace Distplusplus.Platform;

/// <summary>Amounts of bytes for people: "512 B", "3.1 kB", "1.2 MB".</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        if (bytes < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        }

        var (amount, unit) = (bytes / 1000d, 0);
        for (; amount >= 1000 && unit < Units.Length - 1; unit++)
        {
            amount /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{amount:0.#} {Units[unit]}");
    }
}

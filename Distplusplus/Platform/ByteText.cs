using System.Globalization;

namespace Distplusplus.Platform;

/// <summary>Amounts of bytes for people: "512 B", "3.1 kB", "1.2 MB".</summary>
internal static class ByteText
{
    public static string Of(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000d:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000d:0.#} MB"),
    };
}

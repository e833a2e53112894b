namespace Distplusplus.Configuration.Choices;

/// <summary><c>compression = "auto" | "zstd" | "gzip" | "none"</c>.</summary>
internal enum CompressionPreference
{
    Auto,
    Zstd,
    Gzip,
    None,
}

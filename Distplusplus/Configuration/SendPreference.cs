namespace Distplusplus.Configuration;

/// <summary>How sources travel: <c>mode = "auto" | "direct" | "text"</c>.</summary>
internal enum SendPreference
{
    /// <summary>Direct where the closure can be known, else text.</summary>
    Auto,
    Direct,
    Text,
}

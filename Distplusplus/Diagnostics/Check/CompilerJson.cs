using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Check;

/// <summary>A compiler of a host as JSON.</summary>
/// <param name="Digest">SHA-256 of the fingerprint in lower-case hex.</param>
internal sealed record CompilerJson(string Name, string Path, string Version, string Target, string Digest)
{
    /// <summary>Why it cannot be used.</summary>
    public string? Trouble { get; init; }

    public static CompilerJson Of(OfferedCompiler compiler) => new(
        compiler.Name,
        compiler.Path,
        compiler.Fingerprint?.Version ?? "",
        compiler.Fingerprint?.Target ?? "",
        Convert.ToHexStringLower((compiler.Fingerprint?.Digest ?? Google.Protobuf.ByteString.Empty).Span))
    {
        Trouble = compiler.Trouble.Length == 0 ? null : compiler.Trouble,
    };
}

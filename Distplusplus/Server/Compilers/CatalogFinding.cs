using Distplusplus.Compiler;

namespace Distplusplus.Server.Compilers;

/// <summary>What asking a compiler brought: what it is, or why it cannot be used.</summary>
internal sealed record CatalogFinding(Fingerprint? Fingerprint, string? Trouble);

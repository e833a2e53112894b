using Distplusplus.Compiler.Identity;
using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Compilers;

/// <summary>A compiler this host may run. Made by CompilerCatalog; replaced when its file changes.</summary>
/// <param name="Name">Of the allow-list's entry.</param>
/// <param name="Path">The program that is run.</param>
/// <param name="File">What stood at the path when it was inspected.</param>
/// <param name="Fingerprint">Null when it has trouble.</param>
/// <param name="Trouble">Why it cannot be used, or null.</param>
internal sealed record CatalogEntry(
    string Name, string Path, FileIdentity File, Fingerprint? Fingerprint, string? Trouble)
{
    /// <summary>A target that is not its own, which it is to be told: its fingerprint is that of then.</summary>
    public string? ForeignTarget { get; init; }
}

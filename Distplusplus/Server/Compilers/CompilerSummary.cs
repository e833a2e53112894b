using System.Collections.Immutable;
using Distplusplus.Platform;

namespace Distplusplus.Server.Compilers;

/// <summary>One compiler of this host with all its names, for people.</summary>
internal sealed record CompilerSummary(string Version, string Target, ImmutableArray<string> Names)
{
    public static IEnumerable<CompilerSummary> Of(IEnumerable<CatalogEntry> entries)
        => entries.Where(entry => entry.Fingerprint is not null)
            .GroupBy(entry => (entry.Fingerprint!.Version, entry.Fingerprint.Target))
            .Select(compiler => new CompilerSummary(
                NativeText.ForPeople(compiler.Key.Version),
                NativeText.ForPeople(compiler.Key.Target),
                [.. compiler.Select(entry => NativeText.ForPeople(entry.Name))]));
}

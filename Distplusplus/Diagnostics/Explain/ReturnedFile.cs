namespace Distplusplus.Diagnostics.Explain;

/// <summary>A file that a host would send back.</summary>
/// <param name="Kind">In words: "the result".</param>
internal sealed record ReturnedFile(string Path, string Kind);

namespace Distplusplus.Diagnostics.Summary;

/// <summary>What one host did of a build.</summary>
/// <param name="Processor">Processor time of its compilers.</param>
/// <param name="IsElsewhere">It is not this machine.</param>
internal sealed record HostShare(string Host, int Compiles, TimeSpan Processor, bool IsElsewhere);

namespace Distplusplus.Diagnostics.Summary;

/// <summary>The share of one host in a build.</summary>
/// <param name="Processor">Processor time of its compilers.</param>
/// <param name="IsElsewhere">It is not this machine.</param>
internal sealed record HostShare(string Host, int Compiles, TimeSpan Processor, bool IsElsewhere);

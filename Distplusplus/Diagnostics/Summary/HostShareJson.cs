namespace Distplusplus.Diagnostics.Summary;

/// <summary>A <see cref="HostShare"/> as JSON.</summary>
internal sealed record HostShareJson(string Host, int Compiles, double ProcessorSeconds, bool Elsewhere);

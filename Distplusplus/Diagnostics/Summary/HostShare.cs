using System.Text.Json.Serialization;

namespace Distplusplus.Diagnostics.Summary;

/// <summary>The share of one host in a build, also as JSON.</summary>
/// <param name="Processor">Processor time of its compilers.</param>
/// <param name="Elsewhere">It is not this machine.</param>
internal sealed record HostShare(string Host, int Compiles, [property: JsonIgnore] TimeSpan Processor, bool Elsewhere)
{
    public double ProcessorSeconds => Math.Round(Processor.TotalSeconds, 3);
}

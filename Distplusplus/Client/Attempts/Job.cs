using System.Collections.Immutable;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// A compile ready to be offered to hosts: the offer, and the sources of the contents that a host may request. Made
/// once per kind of tree; all attempts use it.
/// </summary>
internal sealed class Job
{
    public required Offer Offer { get; init; }

    /// <summary>The outputs, as in the offer; the first is the object or assembly file.</summary>
    public required ImmutableArray<OutputFile> Outputs { get; init; }

    /// <summary>
    /// The content of an input by its index in the offer; null when it can no longer be had as it was offered.
    /// </summary>
    public required Func<int, (ReadOnlyMemory<byte> Data, Encoding Encoding)?> OpenContent { get; init; }
}

using Distplusplus.Client.Inputs.Scanning;

namespace Distplusplus.Client.Inputs.Caching;

/// <summary>The cached facts about a file's content: from HeaderCache, or learned in this process.</summary>
/// <param name="Digest">SHA-256, or empty when it was never computed.</param>
internal readonly record struct RememberedFile(ReadOnlyMemory<byte> Digest, ScannedText Text);

using Distplusplus.Client.Inputs.Scanning;

namespace Distplusplus.Client.Inputs.Caching;

/// <summary>
/// What is known of a file's content: by HeaderCache from an earlier process, or learned in this one.
/// </summary>
/// <param name="Digest">SHA-256, or empty when it was never computed.</param>
internal readonly record struct RememberedFile(ReadOnlyMemory<byte> Digest, ScannedText Text);

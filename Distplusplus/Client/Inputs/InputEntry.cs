namespace Distplusplus.Client.Inputs;

/// <summary>One line of a manifest; its twin on the wire is Protocol.Input.</summary>
/// <param name="Path">Absolute and normal.</param>
internal abstract record InputEntry(string Path)
{
    /// <param name="Digest">SHA-256, 32 bytes; empty when <paramref name="Content"/> is given: the host names
    /// it.</param>
    /// <param name="Size">Bytes.</param>
    /// <param name="ModifiedNs">Nanoseconds since 1970.</param>
    /// <param name="Content">A small file that is surely new to every host, read already.</param>
    public sealed record File(
        string Path, ReadOnlyMemory<byte> Digest, long Size, long ModifiedNs, byte[]? Content) : InputEntry(Path);

    /// <param name="Target">As readlink tells.</param>
    public sealed record Link(string Path, string Target) : InputEntry(Path);

    public sealed record Directory(string Path) : InputEntry(Path);
}

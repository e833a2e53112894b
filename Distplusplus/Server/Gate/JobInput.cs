using Distplusplus.Server.Contents;

namespace Distplusplus.Server.Gate;

/// <summary>A line of a manifest that passed the gate. Its twin on the wire is Protocol.Input.</summary>
/// <param name="Index">Its place in the offer.</param>
/// <param name="Path">Where it stands below ROOT: absolute, normal, not below a link.</param>
internal abstract record JobInput(int Index, string Path)
{
    /// <summary>A file whose content is named by its digest.</summary>
    public sealed record Named(int Index, string Path, ContentDigest Digest, long Size, long ModifiedNs)
        : JobInput(Index, Path);

    /// <summary>A file that travelled with the offer.</summary>
    public sealed record Whole(int Index, string Path, ReadOnlyMemory<byte> Content, long ModifiedNs)
        : JobInput(Index, Path);

    /// <param name="Target">As the client's readlink tells; absolute ones mean the client's "/".</param>
    /// <param name="LeadsTo">Where it ends in the tree, all links followed.</param>
    public sealed record Link(int Index, string Path, string Target, string LeadsTo) : JobInput(Index, Path);

    public sealed record Directory(int Index, string Path) : JobInput(Index, Path);
}

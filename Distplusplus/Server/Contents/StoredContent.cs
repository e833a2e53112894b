using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Contents;

/// <summary>
/// One file of the <see cref="ContentStore"/>: a content with a modification time. Guarded by the store's lock.
/// </summary>
internal sealed class StoredContent(ContentDigest digest, long modifiedNs, long size)
{
    public ContentDigest Digest => digest;

    public long ModifiedNs => modifiedNs;

    public long Size => size;

    /// <summary>
    /// The file as it was when its digest was last checked; null: not checked since this process began.
    /// </summary>
    public FileIdentity? Checked { get; set; }

    /// <summary>When the file's access time was last set, so that the order of use outlives the process.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>True if the file is the one that was verified.</summary>
    public bool IsStill(FileIdentity file)
        => Checked is { } then && then.IsSameFileAs(file) && then.Size == file.Size
            && then.ModifiedNs == file.ModifiedNs;
}

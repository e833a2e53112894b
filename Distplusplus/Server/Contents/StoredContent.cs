using Distplusplus.Platform.Files;

namespace Distplusplus.Server.Contents;

/// <summary>
/// One file of the <see cref="ContentStore"/>: a content with a modification time. Guarded by the store's lock.
/// </summary>
/// <param name="twin">0, or the number of another file with the same content and time: two paths of a job must never
/// be one file, and a file is linked much faster than made.</param>
internal sealed class StoredContent(ContentDigest digest, long modifiedNs, long size, int twin)
{
    /// <summary>One digit: the store's names have no room for more.</summary>
    public const int MostTwins = 9;

    public ContentDigest Digest => digest;

    public long ModifiedNs => modifiedNs;

    public long Size => size;

    public int Twin => twin;

    /// <summary>
    /// The file as it was when its digest was last checked; null: not checked since this process began.
    /// </summary>
    public FileIdentity? Checked { get; set; }

    /// <summary>When the file's access time was last set, so that the order of use outlives the process.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>True if the content is available with this time for the path that is this twin.</summary>
    public bool Is(long wantedNs, int wantedTwin) => modifiedNs == wantedNs && twin == wantedTwin;

    /// <summary>True if the file is the one that was verified.</summary>
    public bool IsStill(FileIdentity file)
        => Checked is { } then && then.IsSameFileAs(file) && then.Size == file.Size
            && then.ModifiedNs == file.ModifiedNs;
}

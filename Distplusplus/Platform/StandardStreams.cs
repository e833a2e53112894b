namespace Distplusplus.Platform;

/// <summary>Standard output and error as what they are: descriptors that take bytes.</summary>
internal static class StandardStreams
{
    public const int Output = 1;
    public const int Error = 2;

    /// <summary>
    /// Writes everything; a stream that its reader has closed takes nothing and that is no trouble of ours.
    /// </summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> data)
    {
        try
        {
            NativeFile.WriteAll(descriptor, data, "standard stream");
        }
        catch (NativeFileException)
        {
        }
    }
}

namespace Distplusplus.Platform;

/// <summary>The standard streams as what they are: descriptors, of which two take bytes.</summary>
internal static class StandardStreams
{
    public const int Input = 0;
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

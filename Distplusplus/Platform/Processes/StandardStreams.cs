using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Processes;

/// <summary>The standard streams as descriptors, two of which take bytes.</summary>
internal static class StandardStreams
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    /// <summary>Writes everything; a stream that its reader has closed takes nothing, which is no error.</summary>
    public static void TryWrite(int descriptor, ReadOnlySpan<byte> data)
    {
        try
        {
            Write(descriptor, data);
        }
        catch (NativeFileException)
        {
        }
    }

    /// <summary>Writes everything.</summary>
    /// <exception cref="NativeFileException">The stream is closed, has no reader or no room.</exception>
    public static void Write(int descriptor, ReadOnlySpan<byte> data)
        => NativeFile.WriteAll(descriptor, data, descriptor == Error ? "standard error" : "standard output");
}

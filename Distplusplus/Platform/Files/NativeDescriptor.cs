using System.Runtime.InteropServices;

namespace Distplusplus.Platform.Files;

/// <summary>
/// A descriptor without the cost of a handle, for reading thousands of small files. Closed where it was opened.
/// </summary>
internal readonly unsafe partial struct NativeDescriptor : IDisposable
{
    private NativeDescriptor(int number) => Number = number;

    public int Number { get; }

    public bool IsOpen => Number >= 0;

    /// <param name="path">NUL-terminated.</param>
    public static NativeDescriptor OpenForReading(ReadOnlySpan<byte> path)
    {
        // A pipe that took a file's place must not keep us waiting.
        const int NonBlocking = 0x800;
        fixed (byte* start = path)
        {
            return new NativeDescriptor(OpenBytes(start, Libc.OpenCloseOnExec | NonBlocking));
        }
    }

    /// <summary>Reads until there are so many bytes or the file ends; more, if the buffer has room.</summary>
    /// <returns>Bytes read, or -1.</returns>
    public int Read(Span<byte> buffer, long enough)
    {
        var filled = 0;
        fixed (byte* start = buffer)
        {
            while (filled < enough || filled == 0)
            {
                var count = Libc.Read(Number, start + filled, buffer.Length - filled);
                if (count < 0 && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted)
                {
                    continue;
                }

                if (count < 0)
                {
                    return -1;
                }

                if (count == 0)
                {
                    break;
                }

                filled += (int)count;
            }
        }

        return filled;
    }

    public void Dispose()
    {
        if (IsOpen)
        {
            _ = Libc.Close(Number);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenBytes(byte* path, int flags);
}

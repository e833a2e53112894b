using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Records;

/// <summary>
/// The records of this user's compiles: a file in the runtime directory that every compile appends one line to, in one
/// write, without a lock. A full file becomes the old one, so that two files bound it all.
/// </summary>
internal static class CompileRecords
{
    private const long MostBytes = 2 << 20;
    private const int FromHere = 1;
    private const uint Private = 0x180;

    /// <summary>Adds one; what stands in the way costs a record.</summary>
    /// <param name="directory">The runtime directory; null: there is none.</param>
    public static unsafe void Append(string? directory, CompileRecord record)
    {
        if (directory is null)
        {
            return;
        }

        var file = FileIn(directory);
        var descriptor = Libc.Open(
            file, Libc.OpenWriteOnly | Libc.OpenAppend | Libc.OpenCreate | Libc.OpenCloseOnExec, Private);
        if (descriptor < 0)
        {
            return;
        }

        var line = NativeText.Encode(record.ToLine());
        fixed (byte* start = line)
        {
            _ = Libc.Write(descriptor, start, line.Length);
        }

        var end = Libc.Seek(descriptor, 0, FromHere);
        _ = Libc.Close(descriptor);

        // Exactly one line steps over the bound, and who wrote it moves the file.
        if (end >= MostBytes && end - line.Length < MostBytes)
        {
            _ = Libc.Rename(file, OldIn(directory));
        }
    }

    /// <summary>All that are kept, as they stand in the files: by the time they were written.</summary>
    public static IEnumerable<CompileRecord> Read(string? directory)
        => directory is null
            ? []
            : from file in (string[])[OldIn(directory), FileIn(directory)]
                from line in TextLines.Of(file, 2 * MostBytes)
                let record = CompileRecord.Read(line)
                where record is not null
                select record;

    private static string FileIn(string directory) => $"{directory}/compiles";

    private static string OldIn(string directory) => $"{directory}/compiles.old";
}

using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Compiler.Identity;

/// <summary>
/// The programs that gcc's driver runs and finds on PATH: they write the object as well, and the fingerprint has no
/// more of them than a line they print. So they must be those of the system, and no scripts.
/// </summary>
internal static class DriverPrograms
{
    private const string SystemPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>With -gsplit-dwarf.</summary>
    private const string Splitter = "objcopy";

    /// <param name="assembler">The driver's name for it, <see cref="Fingerprint.Assembler"/>; empty: none.</param>
    /// <param name="path">The value of PATH.</param>
    /// <returns>Null: each is the one that a driver with a clean PATH would run, or there is none.</returns>
    public static DriverObjection? Objection(string assembler, string path)
        => assembler.Length == 0 ? null : ObjectionTo(assembler, path) ?? ObjectionTo(Splitter, path);

    /// <summary>Which files they are, in one line; empty: the driver runs none.</summary>
    public static string Identity(string assembler, string path)
        => assembler.Length == 0 ? ""
            : string.Join('\t', (string[])[assembler, IdentityOf(assembler, path), IdentityOf(Splitter, path)]);

    private static string IdentityOf(string name, string path)
        => First(name, path) is { } file && FileIdentity.Of(file) is { } id
            ? $"{id.Inode:x} {id.Size:x} {id.ModifiedNs:x} {id.ChangedNs:x}"
            : "";

    private static DriverObjection? ObjectionTo(string name, string path)
        => First(name, path) is not { } file || (IsProgram(file) && IsSame(file, First(name, SystemPath)))
            ? null
            : new DriverObjection.RunsAnother(PathText.Name(name), file);

    private static string? First(string name, string path)
        => ExecutableFinder.Candidates(name, path).FirstOrDefault();

    private static bool IsSame(string file, string? other)
        => other is not null && FileIdentity.Of(file) is { } one && FileIdentity.Of(other) is { } two
            && one.IsSameFileAs(two);

    private static bool IsProgram(string file)
    {
        try
        {
            using var opened = NativeFile.Open(file, Libc.OpenReadOnly);
            Span<byte> start = stackalloc byte[4];
            return RandomAccess.Read(opened, start, 0) == 4 && start.SequenceEqual("\u007fELF"u8);
        }
        catch (NativeFileException)
        {
            return false;
        }
    }
}

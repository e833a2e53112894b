using System.Globalization;
using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Whether a compiler can write text with its directives at all: what it failed at and did expanded, a few times, is
/// not tried with it again. One small file per compiler in the cache directory, as long as the failures it counts.
/// </summary>
internal sealed class FormMemory(string cacheDirectory, LocalCompiler compiler)
{
    /// <summary>A source may fail for reasons of its own; this many do not.</summary>
    public const int EnoughFailures = 3;

    /// <summary>Text with directives is not worth the try.</summary>
    public bool KnowsBetter => FileIdentity.Of(File) is { Size: >= EnoughFailures };

    /// <summary>Another text with directives failed where the expanded one did not.</summary>
    public void Failed()
    {
        try
        {
            NativeFile.MakeDirectories(File[..File.LastIndexOf('/')], 0x1C0);
            using var file = NativeFile.Open(
                File, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenAppend, 0x180);
            NativeFile.WriteAll(file, "."u8, File);
        }
        catch (NativeFileException)
        {
            // Remembering is a convenience.
        }
    }

    private string File => string.Create(
        CultureInfo.InvariantCulture,
        $"{cacheDirectory}/compilers/text-{compiler.BaseName}-{compiler.File.Device:x}-{compiler.File.Inode:x}-"
            + $"{compiler.File.Size:x}-{compiler.File.ModifiedNs:x}-{compiler.File.ChangedNs:x}");
}

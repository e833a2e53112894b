using System.Globalization;
using Distplusplus.Platform;

namespace Distplusplus.Client.Preprocessed;

/// <summary>
/// Whether a form of text is worth the try with a compiler: what failed and went well in another form, a few times, is
/// not tried with it again. One small file per compiler and form in the cache directory, as long as the failures it
/// counts.
/// </summary>
/// <param name="form">"text": with its directives; "lean": so, with some left out of the system's headers.</param>
internal sealed class FormMemory(string cacheDirectory, LocalCompiler compiler, string form)
{
    /// <summary>A source may fail for reasons of its own; this many do not.</summary>
    public const int EnoughFailures = 3;

    /// <summary>The form is not worth the try.</summary>
    public bool KnowsBetter => FileIdentity.Of(File) is { Size: >= EnoughFailures };

    /// <summary>Another text failed in this form where it did not in another.</summary>
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
        $"{cacheDirectory}/compilers/{form}-{compiler.BaseName}-{compiler.File.Device:x}-{compiler.File.Inode:x}-"
            + $"{compiler.File.Size:x}-{compiler.File.ModifiedNs:x}-{compiler.File.ChangedNs:x}");
}

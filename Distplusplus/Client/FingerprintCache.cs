using System.Globalization;
using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// What compilers are, remembered between processes: one small file per compiler under the cache directory, named by
/// the identity of the binary (file, size, times) and the name it is called by, which some drivers heed. Losing it
/// costs one probe.
/// </summary>
internal sealed class FingerprintCache(string cacheDirectory)
{
    private const string FormatLine = "distplusplus fingerprint 2";

    /// <summary>The fingerprint of the compiler, probing it when it is not remembered.</summary>
    /// <param name="trouble">Why there is none.</param>
    public Fingerprint? Find(LocalCompiler compiler, out string trouble)
    {
        var file = FileOf(compiler);
        if (Read(file) is { } remembered)
        {
            trouble = string.Empty;
            return remembered;
        }

        try
        {
            if (CompilerInspector.Inspect(compiler.Path, CompilerProbe.Run) is { } inspected)
            {
                Remember(file, inspected);
                trouble = string.Empty;
                return inspected;
            }

            trouble = $"{NativeText.ForPeople(compiler.Path)} does not answer like gcc or clang";
        }
        catch (ProcessStartException e)
        {
            trouble = $"{e.Message} when asked what it is";
        }

        return null;
    }

    private string FileOf(LocalCompiler compiler)
    {
        var id = compiler.File;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cacheDirectory}/compilers/{compiler.BaseName}-"
                + $"{id.Device:x}-{id.Inode:x}-{id.Size:x}-{id.ModifiedNs:x}-{id.ChangedNs:x}");
    }

    private static Fingerprint? Read(string file)
    {
        string[] lines;
        try
        {
            lines = NativeText.Decode(NativeFile.ReadAll(file, limit: 64 << 10)).Split('\n');
        }
        catch (NativeFileException)
        {
            return null;
        }

        return lines is
            [FormatLine, var family, var version, var target, var digest, var languages, var helper, "end", ..]
            && Enum.TryParse<CompilerFamily>(family, out var known)
            && HelperIsUnchanged(helper)
                ? new Fingerprint(
                    known, version, target, digest,
                    [.. languages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Language>)])
                {
                    Assembler = helper.Split('\t')[0],
                }
                : null;
    }

    private static void Remember(string file, Fingerprint fingerprint)
    {
        var text = string.Join('\n',
            FormatLine, fingerprint.Family, fingerprint.Version, fingerprint.Target, fingerprint.Digest,
            string.Join(' ', fingerprint.Languages), HelperLine(fingerprint.Assembler), "end", string.Empty);
        var beside = $"{file}.{Environment.ProcessId}";
        try
        {
            NativeFile.MakeDirectories(file[..file.LastIndexOf('/')], 0x1C0);
            using (
                var handle = NativeFile.Open(beside, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenTruncate, 0x180))
            {
                NativeFile.WriteAll(handle, NativeText.Encode(text), beside);
            }

            NativeFile.Rename(beside, file);
        }
        catch (NativeFileException)
        {
            // Remembering is a convenience.
        }
    }

    // A new assembler makes other objects though the compiler's own file is the same.
    private static string HelperLine(string assembler)
        => assembler.Length > 0
            && ExecutableFinder.Candidates(
                assembler, NativeEnvironment.Get("PATH") ?? string.Empty).FirstOrDefault() is { } file
            && FileIdentity.Of(file) is { } id
            ? $"{assembler}\t{id.Inode:x}\t{id.Size:x}\t{id.ModifiedNs:x}\t{id.ChangedNs:x}"
            : string.Empty;

    private static bool HelperIsUnchanged(string line)
        => line.Length == 0 || line == HelperLine(line.Split('\t')[0]);
}

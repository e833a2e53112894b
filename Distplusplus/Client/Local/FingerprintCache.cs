using Distplusplus.Compiler.Identity;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Local;

/// <summary>
/// What compilers are, remembered between processes: one small file per compiler under the cache directory, named by
/// the identity of the binary (file, size, times) and the name it is called by, which some drivers heed. That a program
/// is no compiler's driver is remembered as well. Losing it costs a few probes.
/// </summary>
internal sealed class FingerprintCache(string cacheDirectory)
{
    private const string FormatLine = "distplusplus fingerprint 3";
    private const string NoDriver = "no driver";

    /// <summary>The fingerprint of the compiler, probing it when it is not remembered.</summary>
    /// <param name="why">Why there is none, and the compile stays here; null: there is one.</param>
    public Fingerprint? Find(LocalCompiler compiler, out FallbackReason? why)
    {
        var file = FileOf(compiler);
        why = null;
        var lines = HintFile.Read(file) ?? [];
        var place = PlaceOf(compiler.Path);
        if (Read(lines, place) is { } remembered)
        {
            return remembered;
        }

        try
        {
            why = Rejected(lines, place, compiler.Path) ?? Reject(file, place, compiler.Path);
            if (why is null && CompilerInspector.Inspect(compiler.Path, CompilerProbe.Run) is { } inspected)
            {
                HintFile.Write(file, LinesOf(inspected, place));
                return inspected;
            }

            why ??= FallbackReason.CompilerUnknown(
                $"{NativeText.ForPeople(compiler.Path)} does not answer like gcc or clang");
        }
        catch (ProcessStartException e)
        {
            why = FallbackReason.CompilerUnknown($"{e.Message} when asked what it is");
        }

        return null;
    }

    private static FallbackReason? Reject(string file, string place, string path)
    {
        if (DriverQuery.Objection(path, CompilerProbe.Run, CompilerProbe.RunAlone) is not { } objection)
        {
            return null;
        }

        HintFile.Write(file, [FormatLine, NoDriver, objection.Clause, place]);
        return FallbackReason.NoDriver(path, objection.Clause);
    }

    private static FallbackReason? Rejected(string[] lines, string place, string path)
        => lines is [FormatLine, NoDriver, var clause, var remembered] && remembered == place
            ? FallbackReason.NoDriver(path, clause)
            : null;

    // A file of options may appear beside the compiler, and clang reads it.
    private static string PlaceOf(string path)
        => NativeFile.RealPath(path) is { } real && FileIdentity.Of(PathText.Directory(real)) is { } id
                ? $"{id.Inode:x}\t{id.ModifiedNs:x}\t{id.ChangedNs:x}"
                : string.Empty;

    private string FileOf(LocalCompiler compiler)
        => $"{cacheDirectory}/compilers/{compiler.BaseName}-{compiler.File.Key}";

    private static Fingerprint? Read(string[] lines, string place)
        => lines is
            [
                FormatLine, var family, var version, var target, var digest, var languages, var helper,
                var remembered,
            ]
            && remembered == place
            && Enum.TryParse<CompilerFamily>(family, out var known)
            && HelperIsUnchanged(helper)
                ? new Fingerprint(
                    known, version, target, digest,
                    [.. languages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Language>)])
                {
                    Assembler = helper.Split('\t')[0],
                }
                : null;

    private static string[] LinesOf(Fingerprint fingerprint, string place) =>
    [
        FormatLine, $"{fingerprint.Family}", fingerprint.Version, fingerprint.Target, fingerprint.Digest,
        string.Join(' ', fingerprint.Languages), HelperLine(fingerprint.Assembler), place,
    ];

    // A new assembler makes other objects though the compiler's own file is the same.
    private static string HelperLine(string assembler)
        => assembler.Length > 0
            && ExecutableFinder.Candidates(assembler, ExecutableFinder.SearchPath).FirstOrDefault() is { } file
            && FileIdentity.Of(file) is { } id
            ? $"{assembler}\t{id.Inode:x}\t{id.Size:x}\t{id.ModifiedNs:x}\t{id.ChangedNs:x}"
            : string.Empty;

    private static bool HelperIsUnchanged(string line)
        => line.Length == 0 || line == HelperLine(line.Split('\t')[0]);
}

using Distplusplus.Compiler.Identity;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Local;

/// <summary>
/// The cache of fingerprints, shared by processes: one small file per compiler under the cache directory, named by the
/// identity of the binary (file, size, times) and the name it is called by, which some drivers depend on. It also
/// records programs that are not drivers. Losing it costs a few probes.
/// </summary>
internal sealed class FingerprintCache(string cacheDirectory)
{
    private const string FormatLine = "distplusplus fingerprint 4";
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
            why = Rejected(lines, place, compiler.Path) ?? Reject(
                file, place, compiler.Path, "",
                DriverQuery.Objection(compiler.Path, CompilerProbe.Run, CompilerProbe.RunAlone));
            if (why is null && CompilerInspector.Inspect(compiler.Path, CompilerProbe.Run) is { } inspected)
            {
                var assembler = inspected.Assembler;
                why = Reject(file, place, compiler.Path, assembler, DriverPrograms.Objection(
                    assembler, ExecutableFinder.SearchPath));
                if (why is not null)
                {
                    return null;
                }

                HintFile.Write(file, LinesOf(inspected, place));
                return inspected;
            }

            why ??= FallbackReason.CompilerUnknown(
                $"{NativeText.ForPeople(compiler.Path)} does not identify itself as gcc or clang");
        }
        catch (ProcessStartException e)
        {
            why = FallbackReason.CompilerUnknown($"{e.Message} when asked what it is");
        }

        return null;
    }

    private static FallbackReason? Reject(
        string file, string place, string path, string assembler, DriverObjection? objection)
    {
        if (objection is null)
        {
            return null;
        }

        HintFile.Write(file, [FormatLine, NoDriver, objection.Clause, place, HelperLine(assembler)]);
        return FallbackReason.NoDriver(path, objection.Clause);
    }

    private static FallbackReason? Rejected(string[] lines, string place, string path)
        => lines is [FormatLine, NoDriver, var clause, var remembered, var helper]
            && remembered == place && HelperIsUnchanged(helper)
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
        => DriverPrograms.Identity(assembler, ExecutableFinder.SearchPath);

    private static bool HelperIsUnchanged(string line)
        => line.Length == 0 || line == HelperLine(line.Split('\t')[0]);
}

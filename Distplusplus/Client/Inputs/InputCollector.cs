using Distplusplus.Client.Inputs.Caching;
using Distplusplus.Client.Inputs.Computed;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Inputs;

/// <summary>
/// Finds the source and every file it may include, without a preprocessor. Made by the client's run, used once; its
/// answer becomes the manifest of an offer.
/// </summary>
/// <param name="memoryDirectory">Where what was learned is kept, "$XDG_CACHE_HOME/distplusplus"; null: nothing is
/// kept.</param>
/// <param name="environment">A variable's value or null.</param>
/// <param name="probe">Runs the real compiler with these arguments, without CPATH and its kin in the environment
/// and with LC_ALL=C, and waits.</param>
internal sealed class InputCollector(
    string? memoryDirectory,
    Func<string, string?> environment,
    Func<IReadOnlyList<string>, (int Exit, string Output, string Error)> probe,
    TimeProvider time)
{
    /// <summary>Options that find files, or decide which, in ways that are not followed here.</summary>
    private static readonly string[] _obstacles =
    [
        "-fmodules", "-fmodule-", "-fimplicit-modules", "-fimplicit-module", "-fprebuilt-", "-fcxx-modules",
        "-ivfsoverlay", "-include-pch", "-fplugin",
        "-F", "-iframework", "--embed-dir", "-specs", "--specs", "-I-",
        "-fpch-", "-fms-compatibility",
        "-iwithprefix", "-iprefix", "-iwithsysroot", "-cxx-isystem",
        "-header-include", "-index-header-map", "-remap",
    ];

    /// <summary>Collects the closure, or the reason why it is not known.</summary>
    /// <param name="compiler">The real compiler's path.</param>
    /// <param name="workingDirectory">As the kernel names it.</param>
    public CollectedInputs Collect(
        CompileCommand command, string compiler, Fingerprint fingerprint, string workingDirectory)
    {
        var options = IncludeOptions.Of(command);
        foreach (var option in command.Options)
        {
            if (IsObstacle(option.Arguments[0]))
            {
                return new CollectedInputs.Unknown(
                    option.Arguments[0].StartsWith("-fmodule", StringComparison.Ordinal)
                        ? DirectObstacle.Modules
                        : DirectObstacle.Option,
                    option.Arguments[0]);
            }
        }

        var nowNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        // What is preprocessed already is searched for nowhere, and the compiler does not tell where it would.
        var system = SourceLanguage.IsPreprocessed(command.Language)
            ? []
            : new SystemDirectories(
                memoryDirectory is null ? null : memoryDirectory + "/directories", probe, environment)
                .For(options, fingerprint, command.Language, compiler, workingDirectory, nowNs);
        if (system is null)
        {
            return new CollectedInputs.Unknown(DirectObstacle.SearchDirectories, compiler);
        }

        using var memory = memoryDirectory is null ? null : new HeaderCache(memoryDirectory + "/headers");
        var closure = new IncludeClosure(
            command, options, system, workingDirectory, environment, memory, nowNs,
            extra => new AskedIncludes(
                memory, probe, command, UnitOf(command, compiler, fingerprint, workingDirectory, extra)));
        var result = closure.Collect();
        memory?.Save();
        return result;
    }

    /// <summary>Reads a file that the host lacks again; null if it changed since it was offered.</summary>
    public static byte[]? ReadContent(InputEntry.File entry)
    {
        if (entry.Content is not null)
        {
            return entry.Content;
        }

        try
        {
            var content = NativeFile.ReadAll(entry.Path, entry.Size);
            return content.Length == entry.Size && Sha256.Of(content).AsSpan().SequenceEqual(entry.Digest.Span)
                ? content
                : null;
        }
        catch (NativeFileException)
        {
            return null;
        }
    }

    private static byte[] UnitOf(
        CompileCommand command,
        string compiler,
        Fingerprint fingerprint,
        string workingDirectory,
        ReadOnlyMemory<byte> extraOptions)
        =>
        [
            .. NativeText.Encode(string.Join(
                '\n',
                [
                    fingerprint.Digest, compiler, workingDirectory, command.Source, $"{command.Language}",
                    .. command.Options.SelectMany(option => option.Arguments),
                ])),
            .. extraOptions.Span,
        ];

    private static bool IsObstacle(string option)
        => option is not "-fmodules-ts=off" and not "-fno-modules" and not "-fpch-deps" && option.Length > 1
            && option[0] == '-'
            && Array.Exists(
                _obstacles,
                o => option.StartsWith(o, StringComparison.Ordinal)
                    && (o is not "-F" and not "-remap" and not "-I-" || option == o || o == "-F"));
}

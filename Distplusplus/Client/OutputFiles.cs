using Distplusplus.Compiler;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// Step 7: puts what came back where the compiler would have put it. Looked at before a job is offered, because some
/// places only the compiler itself can write to as it would.
/// </summary>
internal static class OutputFiles
{
    private const int MayWriteAndSearch = 3;

    /// <summary>Why the outputs of this compile cannot be put in place as it does it, or null.</summary>
    public static string? Obstacle(CompileCommand command)
    {
        foreach (var output in command.Outputs)
        {
            if (output.Path.StartsWith('@'))
            {
                return $"{NativeText.ForPeople(output.Path)} would be read as a response file on a host's command line";
            }

            if (output.Path == command.Source || command.Outputs.Count(other => other.Path == output.Path) > 1)
            {
                return $"{NativeText.ForPeople(output.Path)} is written over or twice";
            }

            var slash = output.Path.LastIndexOf('/');
            var directory = slash < 0 ? "." : slash == 0 ? "/" : output.Path[..slash];
            if (Libc.Access(directory, MayWriteAndSearch) != 0)
            {
                return $"nothing can be written to {NativeText.ForPeople(directory)}";
            }

            if (FileIdentity.Of(output.Path, followLinks: false, out _) is { } there
                && (!there.IsRegularFile || there.Links > 1))
            {
                return $"{NativeText.ForPeople(output.Path)} is a link or no regular file";
            }
        }

        return null;
    }

    /// <summary>Puts every draft in place, and after a failure removes what the compiler would have removed.</summary>
    /// <exception cref="NativeFileException">An output cannot stand where it belongs.</exception>
    public static void Put(CompileCommand command, JobResult result)
    {
        foreach (var draft in result.Files)
        {
            using (draft)
            {
                if (IsWrittenInto(command, draft.Path))
                {
                    draft.WriteInto();
                }
                else
                {
                    draft.Commit();
                }
            }
        }

        if (result.ExitCode != 0)
        {
            foreach (var output in result.Missing.Where(output => IsRemovedOnFailure(command, output)))
            {
                NativeFile.Delete(output.Path);
            }
        }
    }

    // Seen with gcc 12 and clang 14 and a file of that name from before: clang removes every output of a failed
    // compile but notes and split debug information, gcc only notes and the assembly it writes itself; an object, the
    // assembler's, stays.
    private static bool IsRemovedOnFailure(CompileCommand command, OutputFile output) => command.Family switch
    {
        CompilerFamily.Clang => output.Kind is not (OutputKind.CoverageNotes or OutputKind.SplitDwarf),
        CompilerFamily.Gcc => output.Kind == OutputKind.CoverageNotes
            || (output.Kind == OutputKind.Main && command.Stage == Stage.Assembly),
        CompilerFamily.Unspecified => false,
    };

    /// <summary>
    /// Whether the compiler writes into the file that stands there, which keeps its inode, owner and mode, or makes a
    /// new one. Seen with gcc 11 and 12, clang 14 and 16: the assembler and objcopy write into an empty file and
    /// replace any other; clang replaces object, assembly and diagnostics; all the rest is written into.
    /// </summary>
    private static bool IsWrittenInto(CompileCommand command, string path)
    {
        var kind = command.Outputs.First(output => output.Path == path).Kind;
        var isOfBinutils = (kind == OutputKind.Main && CallsAssembler(command))
            || (kind == OutputKind.SplitDwarf && command.Family == CompilerFamily.Gcc);
        var isReplaced = command.Family == CompilerFamily.Clang && kind is OutputKind.Main or OutputKind.Diagnostics;
        return isOfBinutils ? FileIdentity.Of(path) is { Size: 0 } : !isReplaced && FileIdentity.Of(path) is not null;
    }

    private static bool CallsAssembler(CompileCommand command)
        => command.Stage == Stage.Object
            && (command.Family == CompilerFamily.Gcc
                || command.Options.LastOrDefault(o => o.Entry.Name.EndsWith("integrated-as", StringComparison.Ordinal))
                    is { Entry.Name: "-fno-integrated-as" or "-no-integrated-as" });
}

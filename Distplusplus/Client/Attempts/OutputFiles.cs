using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Limits;
using Distplusplus.Protocol;

namespace Distplusplus.Client.Attempts;

/// <summary>
/// Step 7: puts the received outputs in place. Checked before a job is offered, because in some places only the
/// compiler itself can write in its own way.
/// </summary>
internal static class OutputFiles
{
    private const int MayWrite = 2;
    private const int MayWriteAndSearch = 3;
    private const uint OwnerReadsAndWrites = 0x180; // 0600

    /// <summary>Why the outputs of this compile cannot be put in place as it does it, or null.</summary>
    public static string? Obstacle(CompileCommand command)
    {
        if (CallsAssembler(command) && MaskHidesTemporaryFiles())
        {
            return "the umask prevents the compiler from reading its temporary files";
        }

        foreach (var output in command.Outputs)
        {
            if (ValueShape.IsReadAsOption(output.Path))
            {
                return $"{NativeText.ForPeople(output.Path)} would be read as an option on a host's command line";
            }

            if (output.Path == command.Source || command.Outputs.Count(other => other.Path == output.Path) > 1)
            {
                return $"{NativeText.ForPeople(output.Path)} is the source, or is written twice";
            }

            var directory = PathText.Directory(output.Path);
            if (Libc.Access(directory, MayWriteAndSearch) != 0)
            {
                return $"cannot write to the directory {NativeText.ForPeople(directory)}";
            }

            if (FileIdentity.Of(output.Path, followLinks: false, out _) is { } there
                && (!there.IsRegularFile || there.Links > 1))
            {
                return $"{NativeText.ForPeople(output.Path)} is a link or not a regular file";
            }

            if (Libc.Access(output.Path, MayWrite) != 0 && MustBeWritable(command, output))
            {
                return $"{NativeText.ForPeople(output.Path)} is not writable";
            }
        }

        return null;
    }

    /// <summary>
    /// Puts all drafts in place, and after a failure removes what the compiler would have removed. Everything that may
    /// fail is tried first, and the object comes last: it is never newer than another output that could not be written.
    /// </summary>
    /// <param name="print">Prints what the compiler printed, once every output can be put in place.</param>
    /// <exception cref="NativeFileException">An output or the words cannot go where they belong.</exception>
    public static void Put(CompileCommand command, JobResult result, Action print)
    {
        try
        {
            foreach (var draft in result.Files)
            {
                draft.Prepare(IsWrittenInto(command, OutputAt(command, draft.Path)));
            }

            print();
            foreach (var draft in result.Files.OrderBy(draft => draft.Path == command.Outputs[0].Path))
            {
                draft.Commit();
            }
        }
        finally
        {
            foreach (var draft in result.Files)
            {
                draft.Dispose();
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

    private static OutputFile OutputAt(CompileCommand command, string path)
        => command.Outputs.First(output => output.Path == path);

    /// <summary>The compiler's temporary file, between it and the assembler, would be closed to its owner.</summary>
    private static bool MaskHidesTemporaryFiles()
    {
        var mask = Libc.FileModeMask(0);
        _ = Libc.FileModeMask(mask);
        return (mask & OwnerReadsAndWrites) != 0 && Libc.EffectiveUser() != UserAccount.Root;
    }

    /// <summary>
    /// True if the file exists and its mode makes the compiler fail to open or replace it. Binutils instead remove a
    /// file that is not empty.
    /// </summary>
    private static bool MustBeWritable(CompileCommand command, OutputFile output)
        => FileIdentity.Of(output.Path) is { } there && (there.Size == 0 || !IsOfBinutils(command, output.Kind));

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
    /// Tells whether the compiler writes into the existing file, which keeps its inode, owner and mode, or replaces it.
    /// Seen with gcc 11 and 12, clang 14 and 16: the assembler and objcopy write into an empty file and replace any
    /// other; clang replaces object, assembly and diagnostics; everything else is written into.
    /// </summary>
    private static bool IsWrittenInto(CompileCommand command, OutputFile output)
    {
        var isReplaced = command.Family == CompilerFamily.Clang
            && output.Kind is OutputKind.Main or OutputKind.Diagnostics;
        return IsOfBinutils(command, output.Kind)
            ? FileIdentity.Of(output.Path) is { Size: 0 }
            : !isReplaced && FileIdentity.Of(output.Path) is not null;
    }

    private static bool IsOfBinutils(CompileCommand command, OutputKind kind)
        => (kind == OutputKind.Main && CallsAssembler(command))
            || (kind == OutputKind.SplitDwarf && command.Family == CompilerFamily.Gcc);

    private static bool CallsAssembler(CompileCommand command)
        => command.Stage == Stage.Object
            && (command.Family == CompilerFamily.Gcc
                || command.Options.LastOrDefault(o => o.Entry.Name.EndsWith("integrated-as", StringComparison.Ordinal))
                    is { Entry.Name: "-fno-integrated-as" or "-no-integrated-as" });
}

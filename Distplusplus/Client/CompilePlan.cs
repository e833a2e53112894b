using Distplusplus.Client.Inputs;
using Distplusplus.Compiler.Identity;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>
/// Everything that is decided about one compile before a host is asked. Made by <see cref="CompilePlanner"/>; the
/// compiler face carries it out, <c>check -- gcc …</c> shows it.
/// </summary>
/// <param name="Subject">The file the log names; null: nothing is logged.</param>
internal abstract record CompilePlan(string? Subject)
{
    /// <summary>The local compiler does it.</summary>
    /// <param name="Culprit">The argument, file or variable that decided it; may be empty.</param>
    public sealed record Local(FallbackReason Why, string Culprit, string? Subject) : CompilePlan(Subject);

    /// <summary>The command line is a candidate for a host; the files were not checked yet.</summary>
    public sealed record Candidate(CompileCommand Command) : CompilePlan(Command.Source);

    /// <summary>The source and all it may read go to a host.</summary>
    /// <param name="WorkingDirectory">As the kernel names it.</param>
    /// <param name="Tree">Mirrored below a directory of the host, or at its root.</param>
    /// <param name="Scan">The time it took to find the inputs.</param>
    public sealed record Direct(
        CompileCommand Command,
        Fingerprint Fingerprint,
        string WorkingDirectory,
        CollectedInputs.Complete Inputs,
        SendMode Tree,
        TimeSpan Scan) : CompilePlan(Command.Source);
}

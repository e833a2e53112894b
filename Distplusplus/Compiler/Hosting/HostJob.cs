using Distplusplus.Compiler.Native;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// An offer as the host's gate and command line see it. Made by the host from the wire, judged by
/// <see cref="OptionGate"/>, then built into a command line by <see cref="HostCommandLine"/>.
/// </summary>
/// <param name="Options">Offer.options.</param>
/// <param name="WorkingDirectory">The client's, absolute.</param>
/// <param name="Source">As on the client's command line.</param>
/// <param name="Output">The value of -o.</param>
/// <param name="SystemDirectories">As the client's compiler spells them.</param>
internal sealed record HostJob(
    CompilerFamily Family,
    Language Language,
    Stage Stage,
    SendMode Mode,
    IReadOnlyList<string> Options,
    string WorkingDirectory,
    string Source,
    string Output,
    DependencyRequest? Dependencies,
    IReadOnlyList<string> SystemDirectories,
    IReadOnlyList<OutputFile> Outputs)
{
    /// <summary>
    /// The working directory by the name the client's $PWD has for it, which clang records; else as it is.
    /// </summary>
    public string CurrentDirectory { get; init; } = WorkingDirectory;

    /// <summary>
    /// An input is stdc-predef.h in one of the system directories: gcc includes it by itself, but not once it is told
    /// to search no directories of its own.
    /// </summary>
    public bool HasImplicitInclude { get; init; }

    /// <summary>The fingerprint's version text; empty: nobody said.</summary>
    public string CompilerVersion { get; init; } = string.Empty;

    /// <summary>The fingerprint's target; empty: nobody said.</summary>
    public string CompilerTarget { get; init; } = string.Empty;

    /// <summary>The meaning of "native" at the client; null if no option uses it.</summary>
    public NativeTargetFlags? Native { get; init; }

    /// <summary>The target clang is told, because it is not its own; null: it need not be told.</summary>
    public string? ForeignTarget { get; init; }

    /// <summary>The compiler sees the job's tree as "/".</summary>
    public bool IsAtRoot { get; init; }
}

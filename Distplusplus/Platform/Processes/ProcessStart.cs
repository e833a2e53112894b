using Distplusplus.Platform.Sandboxing;

namespace Distplusplus.Platform.Processes;

/// <summary>The program to start, with its arguments and settings.</summary>
/// <param name="Path">The program's file; PATH is not searched.</param>
/// <param name="Arguments">argv, its name first.</param>
internal sealed record ProcessStart(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>"NAME=value" each; null: this process's own environment.</summary>
    public IReadOnlyList<string>? Environment { get; init; }

    /// <summary>Null: this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    public ProcessStream Input { get; init; } = ProcessStream.Inherited;

    public ProcessStream Output { get; init; } = ProcessStream.Inherited;

    public ProcessStream Error { get; init; } = ProcessStream.Inherited;

    /// <summary>
    /// The process leads a group of its own, so that <see cref="ChildProcess.KillTree"/> reaches all it starts.
    /// </summary>
    public bool OwnGroup { get; init; }

    /// <summary>A file it finds open for reading under this number; null: none but the three.</summary>
    public (int Descriptor, string Path)? Opened { get; init; }

    /// <summary>The sandbox; null: the same rights as this process.</summary>
    public Confinement? Confinement { get; init; }

    /// <summary>
    /// Forbids it and its children to execute other programs; then it has no input, piped outputs and a group of its
    /// own. Not together with a confinement.
    /// </summary>
    public bool Alone { get; init; }

    /// <summary>Null: those of this process.</summary>
    public ProcessLimits? Limits { get; init; }
}

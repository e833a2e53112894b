using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Distplusplus.Diagnostics.Explain;

/// <summary>The explanation of one command line by <c>check -- g++ -c x.cc</c>, shown as text or JSON.</summary>
internal sealed record Explanation(ExplanationVerdict Verdict, string Sentence)
{
    /// <summary>The stable name of what keeps it here.</summary>
    public string? Reason { get; init; }

    /// <summary>The argument, file or variable that decided it.</summary>
    public string? Culprit { get; init; }

    /// <summary>The compiler it would be.</summary>
    public string? Compiler { get; init; }

    /// <summary>"direct"; null: it stays here.</summary>
    public string? Mode { get; init; }

    /// <summary>Files that may have to travel.</summary>
    public int? Files { get; init; }

    /// <summary>Their sizes together, before compression.</summary>
    public long? Bytes { get; init; }

    /// <summary>The files that are returned, besides messages and exit code.</summary>
    public ImmutableArray<ReturnedFile> Returns { get; init; } = [];

    /// <summary>The remedy; empty if none is needed.</summary>
    public string Cure { get; init; } = "";

    /// <summary>0: it may leave, 1: it stays here, 2: it cannot be compiled at all.</summary>
    [JsonIgnore]
    public int ExitCode => Verdict switch
    {
        ExplanationVerdict.Remote => 0,
        ExplanationVerdict.Local => 1,
        ExplanationVerdict.Impossible => 2,
    };
}

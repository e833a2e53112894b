using System.Collections.Immutable;

namespace Distplusplus.Configuration;

/// <summary>
/// What the command line of <c>serve</c> says, as text: it is understood where file and environment are.
/// </summary>
internal sealed record ServerFlags
{
    public string? Listen { get; init; }

    public string? Slots { get; init; }

    public ImmutableArray<string> Compilers { get; init; } = [];

    public string? LogLevel { get; init; }

    public string? LogFormat { get; init; }

    public string? Status { get; init; }

    public string? Metrics { get; init; }

    public string? Isolation { get; init; }

    public string? User { get; init; }

    public bool InsecurePlaintext { get; init; }
}

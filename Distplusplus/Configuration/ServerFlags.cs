using System.Collections.Immutable;

namespace Distplusplus.Configuration;

/// <summary>The command line of <c>serve</c>, as text; parsed together with file and environment.</summary>
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

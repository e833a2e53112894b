namespace Distplusplus.Compiler.Parsing;

/// <summary>The result of ArgumentClassifier for a command line: local, or a candidate for a host.</summary>
internal abstract record Classification
{
    private Classification()
    {
    }

    /// <summary>The plain compiler does it here.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Culprit">The argument that decided it, or empty.</param>
    public sealed record RunLocally(LocalReason Reason, string Culprit) : Classification;

    /// <summary>A host may do it.</summary>
    public sealed record Remote(CompileCommand Command) : Classification;
}

namespace Distplusplus.Client;

/// <summary>How <see cref="CompileClient"/> ends: with the compiler's exit code, or with the way out.</summary>
internal abstract record CompileOutcome
{
    private CompileOutcome()
    {
    }

    /// <summary>Everything is in its place.</summary>
    public sealed record Finished(int ExitCode) : CompileOutcome;

    /// <summary>The local compiler is to do it; nothing was printed or written yet.</summary>
    public sealed record Locally(WhyLocal Why) : CompileOutcome;
}

using Microsoft.Win32.SafeHandles;

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
    /// <param name="Slot">The room on this machine that is held for it already, if any.</param>
    public sealed record Locally(WhyLocal Why, SafeFileHandle? Slot = null) : CompileOutcome;
}

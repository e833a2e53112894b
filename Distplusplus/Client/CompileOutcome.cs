using Distplusplus.Client.Attempts;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Client;

/// <summary>The end of a <see cref="RemoteCompile"/>; nothing is printed or written yet.</summary>
internal abstract record CompileOutcome
{
    private CompileOutcome()
    {
    }

    /// <summary>A host did it.</summary>
    /// <param name="Failures">The attempts before that one.</param>
    public sealed record Remotely(
        CompilePlan.Direct Plan, RemoteAttempt.Done Done, IReadOnlyList<RemoteAttempt> Failures) : CompileOutcome;

    /// <summary>The local compiler is to do it.</summary>
    /// <param name="Slot">The room on this machine that is held for it already, if any.</param>
    public sealed record Locally(FallbackReason Why, SafeFileHandle? Slot = null) : CompileOutcome;
}

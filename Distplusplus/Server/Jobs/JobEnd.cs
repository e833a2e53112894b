using Distplusplus.Platform.Processes;

namespace Distplusplus.Server.Jobs;

/// <summary>The end of the run of a job's compiler.</summary>
internal abstract record JobEnd
{
    private JobEnd()
    {
    }

    /// <param name="Signal">What killed the compiler (or its compiler proper), or 0.</param>
    /// <param name="Output">Standard output, as the compiler wrote it.</param>
    /// <param name="Error">Standard error, likewise.</param>
    public sealed record Ended(
        ProcessExit Exit, int Signal, TimeSpan Wall, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error) : JobEnd;

    public sealed record Refused(Refusal Refusal) : JobEnd;
}

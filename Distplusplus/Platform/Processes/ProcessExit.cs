namespace Distplusplus.Platform.Processes;

/// <summary>The exit status and resource usage of a process (itself and the children it waited for).</summary>
/// <param name="Code">Exit code, or 128 + <paramref name="Signal"/>.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
/// <param name="PeakMemory">Largest resident set, bytes.</param>
internal sealed record ProcessExit(int Code, int Signal, TimeSpan User, TimeSpan System, long PeakMemory);

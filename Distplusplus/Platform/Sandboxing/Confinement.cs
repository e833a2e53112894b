using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// The sandbox of a process to start: files that it may access, calls that it may make. Made for one start; its owner
/// closes the ruleset.
/// </summary>
/// <param name="ruleset">Of <see cref="Landlock"/>; null: any file, with this process's rights.</param>
/// <param name="filter">Of <see cref="SystemCallFilter"/>; 0: any call.</param>
internal sealed class Confinement(SafeFileHandle? ruleset, nint filter) : IDisposable
{
    /// <summary>The maximum number of digits of a process number.</summary>
    public const int GroupDigits = 10;

    public int Ruleset => ruleset is null ? -1 : (int)ruleset.DangerousGetHandle();

    public nint Filter => filter;

    /// <summary>Where the process writes its number before it becomes the program; 0: nowhere.</summary>
    public nint Group { get; init; }

    /// <summary>Descriptors of the namespaces that it enters first; null: it stays in this process's.</summary>
    public (int Users, int Mounts)? Namespaces { get; init; }

    public void Dispose() => ruleset?.Dispose();
}

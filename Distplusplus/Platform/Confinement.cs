using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform;

/// <summary>
/// What a process to be started is to be shut in with: files it may touch, calls it may make. Made for one start; its
/// owner closes the ruleset.
/// </summary>
internal sealed class Confinement(SafeFileHandle ruleset, nint filter) : IDisposable
{
    private const int NoNewPrivileges = 38;

    /// <summary>Shuts the calling thread in, for ever. Allocates nothing.</summary>
    /// <returns>0, or errno.</returns>
    public int Enter()
        => Libc.ProcessControl(NoNewPrivileges, 1, 0, 0, 0) != 0 ? Marshal.GetLastPInvokeError()
            : Landlock.Enter(ruleset.DangerousGetHandle()) is not 0 and var closed ? closed
            : filter == 0 ? 0
            : SystemCallFilter.Enter(filter);

    public void Dispose() => ruleset.Dispose();
}

using Distplusplus.Platform.Limits;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Client.Local;

/// <summary>
/// Decides whether this machine should do a compile that hosts only queue: a local slot is free, and no more tasks are
/// runnable than there are cores. Rarely asked.
/// </summary>
internal sealed class IdleCores(LocalSlots slots, Func<int> wantToRun, int cores)
{
    public static IdleCores OfThisMachine(LocalSlots slots)
        => new(slots, LoadAverage.RunnableTasks, Environment.ProcessorCount);

    /// <summary>The slot, held; null: there is better to do than to compile here.</summary>
    public SafeFileHandle? TryTake()
    {
        if (slots.TryTake(keepAcrossExec: true) is not { } slot)
        {
            return null;
        }

        // We ourselves are one of them, and will be the compiler.
        if (wantToRun() <= cores)
        {
            return slot;
        }

        slot.Dispose();
        return null;
    }
}

using System.Globalization;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Sandboxing;

namespace Distplusplus.Platform.Processes;

/// <summary>Kernel limits of a process and of all it starts from then on; each counts for a single process.</summary>
/// <param name="AddressSpace">Bytes.</param>
/// <param name="Cpu">Processor time; the process hears of it by a signal.</param>
/// <param name="FileBytes">Of one file it writes.</param>
/// <param name="ProcessesOfUser">All processes and threads of the user, not this one's alone. Root has none.</param>
internal sealed record ProcessLimits(long AddressSpace, TimeSpan Cpu, long FileBytes, long ProcessesOfUser)
{
    private const int CpuSeconds = 0;
    private const int FileSize = 1;
    private const int CoreSize = 4;
    private const int UserProcesses = 6;
    private const int Memory = 9;

    // A program that ignores the signal is killed so much later.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The number of limits.</summary>
    public const int Count = 5;

    /// <summary>Writes them down for a process that sets them itself.</summary>
    /// <returns>How many.</returns>
    public unsafe int Fill(ConfinedSpawn.Limit* limits)
    {
        var seconds = (long)Math.Ceiling(Cpu.TotalSeconds);
        limits[0] = new() { Resource = CpuSeconds, Soft = seconds, Hard = seconds + (long)Grace.TotalSeconds };
        limits[1] = new() { Resource = FileSize, Soft = FileBytes, Hard = FileBytes };
        limits[2] = new() { Resource = CoreSize };
        limits[3] = new() { Resource = UserProcesses, Soft = ProcessesOfUser, Hard = ProcessesOfUser };
        limits[4] = new() { Resource = Memory, Soft = AddressSpace, Hard = AddressSpace };
        return Count;
    }

    /// <summary>Sets them for a process just started, and for children it was quick enough to start before.</summary>
    public unsafe void Apply(int process)
    {
        var limits = stackalloc ConfinedSpawn.Limit[Count];
        for (var (i, count) = (0, Fill(limits)); i < count; i++)
        {
            // A limit that is tighter already stays; a process that has ended needs none.
            _ = Libc.SetLimit(process, (int)limits[i].Resource, &limits[i].Soft, null);
        }

        foreach (var child in Children(process))
        {
            Apply(child);
        }
    }

    private static IEnumerable<int> Children(int process)
        => TextLines.Of($"/proc/{process}/task/{process}/children")
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
}

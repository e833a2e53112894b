using Distplusplus.Configuration;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform.Limits;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Server.Isolation;

/// <summary>The resources that the compiler of one job may use.</summary>
/// <param name="Memory">Bytes, of all its processes together, and of address space for each.</param>
/// <param name="Cpu">Processor time of one process.</param>
/// <param name="FileBytes">Of one file.</param>
/// <param name="Processes">At once.</param>
internal sealed record ResourceLimits(long Memory, TimeSpan Cpu, long FileBytes, int Processes)
{
    private const long LeastMemory = 1L << 30;
    private const int OursAndOthers = 1024;

    public static ResourceLimits Of(ServerSettings settings) => new(
        settings.JobMemory ?? Math.Max(LeastMemory, FreeMemory.Installed() / 2),
        settings.JobCpu,
        settings.JobOutput,
        settings.JobProcesses);

    /// <summary>The limits that the kernel enforces.</summary>
    /// <param name="slots">Jobs at once: the kernel counts the processes of a user, not those of a job.</param>
    public ProcessLimits ForProcess(int slots)
        => new(Memory, Cpu, FileBytes, ((long)slots * Processes) + OursAndOthers);

    public Refusal OutOfMemory() => Over(
        "job_memory", $"needed more than {ByteSizeText.Format(Memory)} of memory");

    public Refusal OutOfCpu() => Over(
        "job_cpu", $"used more than {DurationText.Format(Cpu)} of processor time");

    public Refusal FileTooLarge() => Over(
        "job_output", $"wrote a file of more than {ByteSizeText.Format(FileBytes)}");

    public Refusal TooManyProcesses() => Over(
        "job_processes", $"started more than {Processes} processes");

    private static Refusal Over(string setting, string what) => Refusal.Limit(
        setting, $"the compiler {what}, this host's limit for a job ({setting}), and was stopped");
}

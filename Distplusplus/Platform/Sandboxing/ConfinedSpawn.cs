using System.Runtime.InteropServices;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// Starts a process that shuts itself in before it becomes the program, which posix_spawn cannot: a group of its own,
/// limits, no descriptor but three, no capability, namespaces, Landlock, the filter of system calls. As posix_spawn
/// does, the child borrows this process's memory and this thread waits until it has become the program. Made for one
/// start.
/// </summary>
internal static unsafe class ConfinedSpawn
{
    private const int StackBytes = 64 * 1024;
    private const int SharesMemoryUntilExec = 0x4000 | 0x100 | 17; // CLONE_VFORK, CLONE_VM, SIGCHLD
    private const nint SetSignalMask = 2;
    private const nint SignalSetBytes = 8;

    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly nint s_libc = NativeLibrary.Load("libc.so.6");
    private static readonly nint s_call = NativeLibrary.GetExport(s_libc, "syscall");
    private static readonly nint s_error = NativeLibrary.GetExport(s_libc, "__errno_location");
    private static readonly nint s_processControl = s_isArm ? 167 : 157;
    private static readonly nint s_signalMask = s_isArm ? 135 : 14;

    static ConfinedSpawn()
    {
        // The child must not be the first to run its code: nothing is to be compiled or bound there.
        delegate* unmanaged<Plan*, int> become = &Become;
        Plan none = default;
        _ = become(&none);
    }

    /// <summary>Blocks until the program runs or cannot; it dies with the calling thread.</summary>
    /// <param name="descriptors">Its input, output and error.</param>
    /// <returns>0, or errno.</returns>
    public static int Run(
        ProcessStart start, Confinement confinement, (int Input, int Output, int Error) descriptors, out int process)
    {
        using var texts = new NativeStrings([start.Path, start.WorkingDirectory ?? "."]);
        using var arguments = new NativeStrings(start.Arguments);
        using var environment = start.Environment is null ? null : new NativeStrings(start.Environment);
        var limits = stackalloc Limit[ProcessLimits.Count];
        var alone = start.Alone ? ExecutionFilter.Build(texts.Pointer[0]) : 0;
        var plan = new Plan
        {
            Call = s_call,
            ErrorAt = s_error,
            IsArm = s_isArm,
            Parent = Environment.ProcessId,
            Path = texts.Pointer[0],
            Directory = texts.Pointer[1],
            Arguments = arguments.Pointer,
            Environment = environment is null ? NativeEnvironment.Pointer : environment.Pointer,
            Input = descriptors.Input,
            Output = descriptors.Output,
            Error = descriptors.Error,
            Limits = limits,
            LimitCount = start.Limits?.Fill(limits) ?? 0,
            Ruleset = confinement.Ruleset,
            Filter = alone != 0 ? alone : confinement.Filter,
            Group = (byte*)confinement.Group,
            Users = confinement.Namespaces?.Users ?? -1,
            Mounts = confinement.Namespaces?.Mounts ?? -1,
        };
        var stack = (byte*)NativeMemory.AlignedAlloc(StackBytes, 4096);
        var all = ulong.MaxValue;
        ulong before;
        _ = Libc.SystemCall(s_signalMask, SetSignalMask, (nint)(&all), (nint)(&before), SignalSetBytes);
        try
        {
            plan.SignalMask = before;
            process = Libc.Clone(&Become, stack + StackBytes, SharesMemoryUntilExec, &plan);
            var error = process < 0 ? Marshal.GetLastPInvokeError() : plan.Failure;
            if (process > 0 && error != 0)
            {
                int status;
                _ = Libc.Wait(process, &status, 0, null);
            }

            return error;
        }
        finally
        {
            _ = Libc.SystemCall(s_signalMask, SetSignalMask, (nint)(&before), 0, SignalSetBytes);
            NativeMemory.AlignedFree(stack);
            NativeMemory.Free((void*)alone);
        }
    }

    /// <summary>The host's own death, that of its thread too, is the program's; orphans of jobs become ours.</summary>
    public static void InheritOrphans() => _ = Libc.SystemCall(s_processControl, 36, 1, 0, 0);

    // Runs in the child, on memory that is the parent's: system calls only, no allocation, no static field.
    [UnmanagedCallersOnly]
    private static int Become(Plan* plan)
    {
        if (plan->Call == 0)
        {
            return 0;
        }

        plan->Failure = ShutIn(plan);
        if (plan->Failure == 0)
        {
            _ = Do(plan, 59, 221, (nint)plan->Path, (nint)plan->Arguments, (nint)plan->Environment);
            plan->Failure = LastError(plan);
        }

        return (int)Do(plan, 231, 94, 127);
    }

    private static int ShutIn(Plan* plan)
    {
        const nint DieWithParent = 1;
        const nint NoNewPrivileges = 38;
        const nint CloseOnExec = 4;
        const nint OfUsers = 0x10000000;
        const nint OfMounts = 0x20000;
        ResetSignals(plan);
        if ((plan->Users >= 0 && (Do(plan, 308, 268, plan->Users, OfUsers) != 0
                || Do(plan, 308, 268, plan->Mounts, OfMounts) != 0))
            || Do(plan, 109, 154) != 0 || Do(plan, 157, 167, DieWithParent, Libc.SignalKill) != 0
            || Do(plan, 110, 173) != plan->Parent)
        {
            return LastError(plan);
        }

        Register(plan);
        for (var i = 0; i < plan->LimitCount; i++)
        {
            // A limit that is tighter already stays.
            _ = Do(plan, 302, 261, 0, plan->Limits[i].Resource, (nint)(&plan->Limits[i].Soft));
        }

        // Linux before 5.11, which has no Landlock, cannot: then what was opened is closed only as it was opened.
        if (!Connect(plan, plan->Input, 0) || !Connect(plan, plan->Output, 1) || !Connect(plan, plan->Error, 2)
            || (Do(plan, 436, 436, 3, int.MaxValue, CloseOnExec) != 0 && plan->Ruleset >= 0)
            || Do(plan, 80, 49, (nint)plan->Directory) != 0)
        {
            return LastError(plan);
        }

        return (plan->Ruleset < 0 || DropCapabilities(plan))
            && (plan->Ruleset < 0 && plan->Filter == 0 || Do(plan, 157, 167, NoNewPrivileges, 1) == 0)
            && (plan->Ruleset < 0 || Do(plan, 446, 446, plan->Ruleset) == 0)
            && Do(plan, 14, 135, SetSignalMask, (nint)(&plan->SignalMask), 0, SignalSetBytes) == 0
            && (plan->Filter == 0 || Do(plan, 317, 277, 1, 4, plan->Filter) == 0)
                ? 0
                : LastError(plan);
    }

    // A handler of this process is no code of the program's; what is ignored stays so, but for what we ignore.
    private static void ResetSignals(Plan* plan)
    {
        var action = stackalloc long[8];
        var byDefault = stackalloc long[8];
        for (var i = 0; i < 8; i++)
        {
            byDefault[i] = 0;
        }

        for (var signal = 1; signal <= 64; signal++)
        {
            if (Do(plan, 13, 134, signal, 0, (nint)action, SignalSetBytes) == 0
                && action[0] != 0 && (action[0] != 1 || signal == Libc.SignalPipe || signal == Libc.SignalFileSize))
            {
                _ = Do(plan, 13, 134, signal, (nint)byDefault, 0, SignalSetBytes);
            }
        }
    }

    private static bool DropCapabilities(Plan* plan)
    {
        var header = stackalloc uint[2] { 0x20080522, 0 };
        var none = stackalloc uint[6] { 0, 0, 0, 0, 0, 0 };
        return Do(plan, 126, 91, (nint)header, (nint)none) == 0;
    }

    private static bool Connect(Plan* plan, int descriptor, int target)
        => descriptor == target
            ? Do(plan, 72, 25, target, 2) == 0
            : Do(plan, 292, 24, descriptor, target) == target;

    // The number right-aligned in the place kept for it, before anything of the program has run.
    private static void Register(Plan* plan)
    {
        if (plan->Group == null)
        {
            return;
        }

        var digit = plan->Group + Confinement.GroupDigits;
        for (var number = (int)Do(plan, 39, 172); number > 0; number /= 10)
        {
            *--digit = (byte)('0' + (number % 10));
        }
    }

    private static int LastError(Plan* plan)
        => *((delegate* unmanaged[SuppressGCTransition]<int*>)plan->ErrorAt)() is not 0 and var error ? error : 5;

    private static nint Do(
        Plan* plan, nint number, nint onArm, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0)
        => ((delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint, nint, nint>)plan->Call)(
            plan->IsArm ? onArm : number, first, second, third, fourth, 0, 0);

    /// <summary>struct rlimit with its resource.</summary>
    public struct Limit
    {
        public nint Resource;
        public long Soft;
        public long Hard;
    }

    public struct Plan
    {
        public nint Call;
        public nint ErrorAt;
        public bool IsArm;
        public int Parent;
        public int Failure;
        public byte* Path;
        public byte* Directory;
        public byte** Arguments;
        public byte** Environment;
        public int Input;
        public int Output;
        public int Error;
        public Limit* Limits;
        public int LimitCount;
        public int Ruleset;
        public nint Filter;
        public ulong SignalMask;
        public byte* Group;
        public int Users;
        public int Mounts;
    }
}

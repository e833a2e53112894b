using System.Runtime.InteropServices;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Sandboxing;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Processes;

/// <summary>
/// A process started with posix_spawn: arguments are bytes, the whole tree can be killed, resource usage is reported;
/// System.Diagnostics.Process offers none of these. The creator waits for it exactly once.
/// </summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const int PipeBytes = 1 << 20;
    private const int SetPipeSize = 1031;
    private const short SpawnSetProcessGroup = 0x02;
    private const short SpawnSetDefaultSignals = 0x04;

    private readonly bool _ownGroup;
    private readonly Lock _lock = new();
    private bool _ended;

    private ChildProcess(int id, bool ownGroup, SafeFileHandle? input, SafeFileHandle? output, SafeFileHandle? error)
    {
        Id = id;
        _ownGroup = ownGroup;
        Input = input;
        Output = output;
        Error = error;
    }

    public int Id { get; }

    /// <summary>Our end of its standard input, if piped.</summary>
    public SafeFileHandle? Input { get; }

    /// <summary>Our end of its standard output, if piped.</summary>
    public SafeFileHandle? Output { get; }

    /// <summary>Our end of its standard error, if piped.</summary>
    public SafeFileHandle? Error { get; }

    /// <exception cref="ProcessStartException">The program cannot be run; its errno says why.</exception>
    public static ChildProcess Start(ProcessStart start)
    {
        if (start.Confinement is not null || start.Alone)
        {
            return StartConfined(start, start.Confinement ?? new Confinement(null, 0));
        }

        // Opaque to us: 80 and 336 bytes in glibc; 128 bytes of signal set.
        var actions = stackalloc byte[512];
        var attributes = stackalloc byte[1024];
        var signals = stackalloc ulong[16];
        new Span<ulong>(signals, 16).Clear();

        Libc.FileActionsInit(actions);
        Libc.SpawnAttributesInit(attributes);
        var pipes = new List<SafeFileHandle>(6);
        try
        {
            var input = Connect(start.Input, 0, actions, pipes);
            var output = Connect(start.Output, 1, actions, pipes);
            var error = Connect(start.Error, 2, actions, pipes);
            if (start.Opened is var (descriptor, file))
            {
                Libc.FileActionsAddOpen(actions, descriptor, file, Libc.OpenReadOnly, 0);
            }

            if (start.WorkingDirectory is { } directory)
            {
                Libc.FileActionsAddChangeDirectory(actions, directory);
            }

            // We ignore these two; a compiler must not inherit that.
            signals[0] = (1UL << (Libc.SignalPipe - 1)) | (1UL << (Libc.SignalFileSize - 1));
            Libc.SpawnAttributesSetDefaultSignals(attributes, signals);
            Libc.SpawnAttributesSetProcessGroup(attributes, 0);
            Libc.SpawnAttributesSetFlags(
                attributes, (short)(SpawnSetDefaultSignals | (start.OwnGroup ? SpawnSetProcessGroup : 0)));

            using var path = new NativeStrings([start.Path]);
            using var arguments = new NativeStrings(start.Arguments);
            using var environment = start.Environment is null ? null : new NativeStrings(start.Environment);
            var variables = environment is null ? NativeEnvironment.Pointer : environment.Pointer;
            int id;
            var failure = Libc.SpawnBytes(
                &id, *path.Pointer, actions, attributes, arguments.Pointer, variables);
            if (failure != 0)
            {
                input?.Dispose();
                output?.Dispose();
                error?.Dispose();
                throw new ProcessStartException(start.Path, failure);
            }

            start.Limits?.Apply(id);
            return new ChildProcess(id, start.OwnGroup, input, output, error);
        }
        finally
        {
            foreach (var theirs in pipes)
            {
                theirs.Dispose();
            }

            Libc.FileActionsDestroy(actions);
            Libc.SpawnAttributesDestroy(attributes);
        }
    }

    /// <summary>Blocks until it has ended; kills its group while its number is still taken.</summary>
    public void EndGroup()
    {
        const int OneProcess = 1;
        const int ExitedAndStays = 4 | 0x01000000;
        var information = stackalloc byte[128];
        while (Libc.WaitId(OneProcess, Id, information, ExitedAndStays) < 0
            && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted)
        {
        }

        KillTree();
    }

    /// <summary>
    /// Blocks until its process group is empty, after it was killed and waited for: no process can leave its group
    /// under the filter, and orphans become our children after <see cref="ConfinedSpawn.InheritOrphans"/>.
    /// </summary>
    public void WaitForGroup()
    {
        int status;
        while (Libc.Wait(-Id, &status, 0, null) > 0 || Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted)
        {
        }
    }

    /// <summary>Blocks until it has ended.</summary>
    public ProcessExit Wait()
    {
        // struct rusage: ru_utime, ru_stime (seconds, microseconds each), ru_maxrss in KiB, 13 more longs.
        var usage = stackalloc long[18];
        int status;
        while (Libc.Wait(Id, &status, 0, (byte*)usage) < 0
            && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted)
        {
        }

        lock (_lock)
        {
            _ended = true;
        }

        var signal = status & 0x7f;
        return new ProcessExit(
            Code: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            Signal: signal,
            User: TimeSpan.FromMicroseconds((usage[0] * 1_000_000d) + usage[1]),
            System: TimeSpan.FromMicroseconds((usage[2] * 1_000_000d) + usage[3]),
            PeakMemory: usage[4] * 1024);
    }

    /// <summary>
    /// Sends a signal to the process, and to all it started if it leads its own group. An ended one is left alone.
    /// </summary>
    public void KillTree(int signal = Libc.SignalKill)
    {
        lock (_lock)
        {
            if (_ownGroup)
            {
                // Children may outlive their leader, whose number stays taken while its group lives.
                _ = Libc.Kill(-Id, signal);
            }
            else if (!_ended)
            {
                _ = Libc.Kill(Id, signal);
            }
        }
    }

    public void Dispose()
    {
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
    }

    // Nothing on its input, both outputs piped, a group of its own.
    private static ChildProcess StartConfined(ProcessStart start, Confinement confinement)
    {
        using var nothing = NativeFile.Open("/dev/null", Libc.OpenReadWrite);
        var (output, itsOutput) = Pipe();
        var (error, itsError) = Pipe();
        using (itsOutput)
        using (itsError)
        {
            var failure = ConfinedSpawn.Run(
                start,
                confinement,
                ((int)nothing.DangerousGetHandle(), (int)itsOutput.DangerousGetHandle(),
                    (int)itsError.DangerousGetHandle()),
                out var id);
            if (failure == 0)
            {
                return new ChildProcess(id, ownGroup: true, null, output, error);
            }

            output.Dispose();
            error.Dispose();
            throw new ProcessStartException(start.Path, failure);
        }
    }

    private static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OpenCloseOnExec) != 0)
        {
            throw new ProcessStartException("pipe", Marshal.GetLastPInvokeError());
        }

        _ = Libc.FileControl(ends[0], SetPipeSize, PipeBytes);
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    private static SafeFileHandle? Connect(ProcessStream stream, int target, void* actions, List<SafeFileHandle> theirs)
    {
        switch (stream)
        {
            case ProcessStream.Null:
                Libc.FileActionsAddOpen(actions, target, "/dev/null", Libc.OpenReadWrite, 0);
                return null;
            case ProcessStream.Unreadable:
                Libc.FileActionsAddOpen(actions, target, "/", Libc.OpenReadOnly, 0);
                return null;
            case ProcessStream.Piped:
                var (read, write) = Pipe();
                var (ours, child) = target == 0 ? (write, read) : (read, write);
                Libc.FileActionsAddDuplicate(actions, (int)child.DangerousGetHandle(), target);
                theirs.Add(child);
                return ours;
            default:
                return null;
        }
    }
}

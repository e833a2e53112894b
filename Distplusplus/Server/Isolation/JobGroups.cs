using System.Runtime.InteropServices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Distplusplus.Platform.Sandboxing;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// Ends the compilers of a host that is killed: a process that waits for the host's end on a pipe and then kills the
/// groups of jobs, which each job's first process writes into a shared file before it becomes the compiler. A small
/// shell script: it must live when nothing of the host does. Made once by ServerHost.
/// </summary>
internal sealed unsafe class JobGroups : IDisposable
{
    private const int Places = 1024;
    private const int LineBytes = Confinement.GroupDigits + 1;
    private const string Shell = "/bin/sh";

    private const string Script = """
        trap '' HUP INT TERM
        read -r end
        while read -r group; do
            [ -n "$group" ] && kill -9 "-$group"
        done < "$0"
        """;

    private readonly Lock _lock = new();
    private readonly Stack<nint> _free = new(Places);
    private readonly ChildProcess? _waiting;

    /// <param name="directory">This process's own.</param>
    /// <exception cref="NativeFileException">Disk full and the like.</exception>
    public JobGroups(string directory)
    {
        const int ReadAndWrite = 3;
        const int Shared = 1;
        var path = $"{directory}/groups";
        using var file = NativeFile.Open(
            path, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive, 0x180);
        var lines = new byte[Places * LineBytes];
        Array.Fill(lines, (byte)' ');
        for (var place = 1; place <= Places; place++)
        {
            lines[(place * LineBytes) - 1] = (byte)'\n';
        }

        NativeFile.WriteAll(file, lines, path);
        var map = Libc.MapMemory(
            null, Places * LineBytes, ReadAndWrite, Shared, (int)file.DangerousGetHandle(), 0);
        if (map == -1)
        {
            throw new NativeFileException("mmap", path, Marshal.GetLastPInvokeError());
        }

        for (var place = Places - 1; place >= 0; place--)
        {
            _free.Push(map + (place * LineBytes));
        }

        try
        {
            _waiting = ChildProcess.Start(new ProcessStart(Shell, [Shell, "-c", Script, path])
            {
                Environment = [],
                WorkingDirectory = "/",
                Input = ProcessStream.Piped,
                Output = ProcessStream.Null,
                Error = ProcessStream.Null,
                OwnGroup = true,
            });
        }
        catch (ProcessStartException)
        {
            // No shell here: the next host that starts ends what this one leaves.
        }
    }

    /// <returns>Where a job's first process writes its number; 0: all places are taken.</returns>
    public nint Take()
    {
        lock (_lock)
        {
            return _free.TryPop(out var place) ? place : 0;
        }
    }

    /// <summary>The group was killed.</summary>
    public void Return(nint place)
    {
        if (place == 0)
        {
            return;
        }

        new Span<byte>((void*)place, Confinement.GroupDigits).Fill((byte)' ');
        lock (_lock)
        {
            _free.Push(place);
        }
    }

    public void Dispose()
    {
        if (_waiting is not null)
        {
            _waiting.KillTree();
            _ = _waiting.Wait();
            _waiting.Dispose();
        }
    }
}

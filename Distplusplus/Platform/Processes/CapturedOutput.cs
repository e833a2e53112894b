using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Processes;

/// <summary>
/// Reads both output pipes of a child until it has ended, on the calling thread. Processes that the child left running
/// are killed when it ends, so that none keeps a pipe open.
/// </summary>
internal sealed unsafe class CapturedOutput
{
    private const int Step = 64 * 1024;
    private const int SetFlags = 4;
    private const int Skipped = -1; // by poll
    private const nint PidFdOpen = 434;

    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public ReadOnlyMemory<byte> Output => _output.GetBuffer().AsMemory(0, (int)_output.Length);

    public ReadOnlyMemory<byte> Error => _error.GetBuffer().AsMemory(0, (int)_error.Length);

    /// <summary>The child wrote more than was allowed and was killed.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Blocks until the child has ended.</summary>
    /// <param name="limit">Bytes of either stream; at more the child's tree is killed.</param>
    public ProcessExit ReadToEnd(ChildProcess child, int limit)
    {
        using var ended = new SafeFileHandle(Libc.SystemCall(PidFdOpen, child.Id, 0), ownsHandle: true);
        var handles = (ReadOnlySpan<SafeFileHandle?>)[child.Output, child.Error, ended.IsInvalid ? null : ended];
        var polls = stackalloc Libc.PollEntry[3];
        for (var i = 0; i < 3; i++)
        {
            polls[i].Descriptor = handles[i] is { } handle ? (int)handle.DangerousGetHandle() : Skipped;
            polls[i].Wanted = Libc.PollIn;
        }

        var buffer = (byte*)NativeMemory.Alloc(Step);
        try
        {
            while (polls[0].Descriptor != Skipped || polls[1].Descriptor != Skipped)
            {
                if (Libc.Poll(polls, 3, -1) < 0)
                {
                    continue;
                }

                var isOver = polls[2].Seen != 0;
                if (isOver)
                {
                    child.KillTree();
                    foreach (var pipe in handles[..2])
                    {
                        _ = pipe is null
                            ? 0
                            : Libc.FileControl((int)pipe.DangerousGetHandle(), SetFlags, Libc.OpenNonBlocking);
                    }
                }

                for (var i = 0; i < 2; i++)
                {
                    for (var more = isOver || polls[i].Seen != 0; more && polls[i].Descriptor != Skipped; more = isOver)
                    {
                        Read(ref polls[i], i == 0 ? _output : _error, buffer, child, limit);
                    }
                }
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }

        child.EndGroup();
        return child.Wait();
    }

    private void Read(
        ref Libc.PollEntry pipe, MemoryStream target, byte* buffer, ChildProcess child, int limit)
    {
        var count = Libc.Read(pipe.Descriptor, buffer, Step);
        if (count <= 0)
        {
            if (count < 0 && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted)
            {
                return;
            }

            pipe.Descriptor = Skipped;
        }
        else if (target.Length + count > limit)
        {
            Overflowed = true;
            child.KillTree();
            pipe.Descriptor = Skipped;
        }
        else
        {
            target.Write(new ReadOnlySpan<byte>(buffer, (int)count));
        }
    }
}

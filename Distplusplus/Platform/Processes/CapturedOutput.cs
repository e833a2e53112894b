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
    private const long PollIn = 1L << 32;
    private const int SetFlags = 4;
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
        var polls = stackalloc long[3];
        for (var i = 0; i < 3; i++)
        {
            // A negative descriptor is passed over by poll.
            polls[i] = handles[i] is { } handle ? PollIn | (uint)(int)handle.DangerousGetHandle() : uint.MaxValue;
        }

        var buffer = (byte*)NativeMemory.Alloc(Step);
        try
        {
            while ((int)polls[0] >= 0 || (int)polls[1] >= 0)
            {
                if (Libc.Poll(polls, 3, -1) < 0)
                {
                    continue;
                }

                if ((polls[2] >> 48) != 0 && (int)polls[2] >= 0)
                {
                    child.KillTree();
                    polls[2] = uint.MaxValue;
                    foreach (var pipe in handles[..2])
                    {
                        _ = pipe is null
                            ? 0
                            : Libc.FileControl((int)pipe.DangerousGetHandle(), SetFlags, Libc.OpenNonBlocking);
                    }

                    Drain(polls, 0, _output, buffer, child, limit);
                    Drain(polls, 1, _error, buffer, child, limit);
                    break;
                }

                ReadOnce(polls, 0, _output, buffer, child, limit);
                ReadOnce(polls, 1, _error, buffer, child, limit);
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }

        child.EndGroup();
        return child.Wait();
    }

    private void Drain(long* polls, int index, MemoryStream target, byte* buffer, ChildProcess child, int limit)
    {
        while ((int)polls[index] >= 0)
        {
            Read(polls, index, target, buffer, child, limit);
        }
    }

    private void ReadOnce(long* polls, int index, MemoryStream target, byte* buffer, ChildProcess child, int limit)
    {
        if ((int)polls[index] >= 0 && (polls[index] >> 48) != 0)
        {
            Read(polls, index, target, buffer, child, limit);
        }
    }

    private void Read(long* polls, int index, MemoryStream target, byte* buffer, ChildProcess child, int limit)
    {
        var count = Libc.Read((int)polls[index], buffer, Step);
        if (count <= 0)
        {
            if (count < 0 && Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted)
            {
                return;
            }

            polls[index] = uint.MaxValue;
        }
        else if (target.Length + count > limit)
        {
            Overflowed = true;
            child.KillTree();
            polls[index] = uint.MaxValue;
        }
        else
        {
            target.Write(new ReadOnlySpan<byte>(buffer, (int)count));
        }
    }
}

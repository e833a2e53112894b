using Distplusplus.Configuration;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Client.Local;

/// <summary>
/// Limits the work of one kind that the processes of this user do at the same time on this machine. A slot is a kernel
/// lock on a file, so it is released when its process dies; the descriptor, and with it the lock, survives execve.
/// </summary>
/// <param name="directory">Null: nobody can be counted, so nobody waits.</param>
/// <param name="kind">Names the files: "compile".</param>
/// <param name="count">Slots.</param>
internal sealed class LocalSlots(string? directory, string kind, int count)
{
    private const uint Private = 0x180;

    /// <summary>Slots for local compiles while the farm does the rest.</summary>
    public static LocalSlots ForCompiles(ClientSettings settings) => new(
        RuntimeDirectory.Open(NativeEnvironment.Get), "compile", settings.LocalSlots ?? Environment.ProcessorCount);

    /// <summary>
    /// Waits for a slot. The lock lasts as long as the handle, or as the program this process becomes.
    /// </summary>
    /// <returns>Null: there is nothing to lock with.</returns>
    public SafeFileHandle? Take(bool keepAcrossExec)
    {
        try
        {
            return TryTake(keepAcrossExec)
                ?? (directory is null ? null : TryLock(Random.Shared.Next(count), 0, keepAcrossExec));
        }
        catch (NativeFileException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="Take"/>, but does not wait.</summary>
    /// <returns>Null: none is free.</returns>
    public SafeFileHandle? TryTake(bool keepAcrossExec)
    {
        if (directory is null)
        {
            return null;
        }

        try
        {
            var first = Random.Shared.Next(count);
            for (var i = 0; i < count; i++)
            {
                if (TryLock((first + i) % count, Libc.LockNonBlocking, keepAcrossExec) is { } free)
                {
                    return free;
                }
            }
        }
        catch (NativeFileException)
        {
            // Nobody can be counted.
        }

        return null;
    }

    private SafeFileHandle? TryLock(int slot, int flags, bool keepAcrossExec)
    {
        var handle = NativeFile.Open($"{directory}/{kind}-{slot}", Libc.OpenReadWrite | Libc.OpenCreate, Private);
        var descriptor = (int)handle.DangerousGetHandle();
        int result;
        do
        {
            result = Libc.FileLock(descriptor, Libc.LockExclusive | flags);
        }
        while (result != 0 && flags == 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == Libc.ErrorInterrupted);

        if (result != 0)
        {
            handle.Dispose();
            return null;
        }

        if (keepAcrossExec)
        {
            NativeFile.KeepAcrossExec(handle);
        }

        return handle;
    }
}

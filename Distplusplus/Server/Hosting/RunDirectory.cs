using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// This process's private directory under a parent, held by a kernel lock that vanishes with the process: whoever
/// starts later removes the directories whose lock nobody holds. Made once at start.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private const string Prefix = "distplusplus-";
    private const string LockName = "/lock";
    private const uint OwnerOnly = 0x1C0; // 0700
    private static readonly TimeSpan Unlocked = TimeSpan.FromMinutes(1);

    private readonly SafeFileHandle _lock;

    private RunDirectory(string path, SafeFileHandle held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>
    /// Ends and removes what dead predecessors left under <paramref name="parent"/>, and makes a new one.
    /// </summary>
    /// <exception cref="NativeFileException">The parent cannot be written.</exception>
    public static RunDirectory Create(string parent, TimeProvider time)
    {
        NativeFile.MakeDirectories(parent);
        RemoveLitter(parent, time);
        while (true)
        {
            var path = $"{parent.TrimEnd('/')}/{Prefix}{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
            if (Libc.MakeDirectory(path, OwnerOnly) != 0)
            {
                if (Marshal.GetLastPInvokeError() is not Libc.ErrorExists and var error)
                {
                    throw new NativeFileException("mkdir", path, error);
                }

                continue;
            }

            var held = NativeFile.Open(
                path + LockName, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive, 0x180);
            if (Libc.FileLock((int)held.DangerousGetHandle(), Libc.LockExclusive | Libc.LockNonBlocking) == 0
                && FileIdentity.Of(path + LockName) is not null)
            {
                return new RunDirectory(path, held);
            }

            // Another starting host took it for litter before the lock stood.
            held.Dispose();
        }
    }

    public void Dispose()
    {
        FileTree.Remove(Path);
        _lock.Dispose();
    }

    private static void RemoveLitter(string parent, TimeProvider time)
    {
        var user = Libc.EffectiveUser();
        foreach (var name in FileTree.Names(parent).Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var path = $"{parent.TrimEnd('/')}/{name}";
            if (FileIdentity.Of(path, followLinks: false, out _) is not { IsDirectory: true } directory
                || directory.Owner != user)
            {
                continue;
            }

            var descriptor = Libc.Open(path + LockName, Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
            if (descriptor < 0)
            {
                var age = time.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromMicroseconds(
                    directory.ModifiedNs / 1000d);
                if (age > Unlocked)
                {
                    FileTree.Remove(path);
                }

                continue;
            }

            using var theirs = new SafeFileHandle(descriptor, ownsHandle: true);
            if (Libc.FileLock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking) == 0)
            {
                Orphans.Kill(path);
                FileTree.Remove(path);
            }
        }
    }
}

using System.Globalization;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Server.Isolation;

/// <summary>
/// A mount namespace with the readable system and the host's jobs: other files do not exist there, so no job can find
/// out their names. All jobs share it; entering it costs two system calls. bubblewrap makes it for a process that ends
/// as soon as descriptors hold it. Made by LandlockSandbox, lives as long as the host.
/// </summary>
internal sealed class MountNamespace
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly SafeFileHandle _users;
    private readonly SafeFileHandle _mounts;

    private MountNamespace(int holder)
    {
        _users = NativeFile.Open($"/proc/{holder}/ns/user", Libc.OpenReadOnly);
        _mounts = NativeFile.Open($"/proc/{holder}/ns/mnt", Libc.OpenReadOnly);
    }

    /// <summary>Tries it: many containers forbid what it needs.</summary>
    /// <param name="installation">Directories of a compiler outside the system.</param>
    /// <param name="jobs">The host's own directory, where jobs work.</param>
    /// <returns>Null, and why: it does not work here.</returns>
    public static MountNamespace? TryMake(
        ReadableSystem system, IEnumerable<string> installation, string jobs, out string? why)
    {
        try
        {
            using var holder = ChildProcess.Start(new ProcessStart(
                Bubblewrap.Program,
                [
                    "bwrap", "--unshare-user", "--die-with-parent",
                    .. system.Places.Concat(installation).SelectMany(Bubblewrap.Show),
                    "--ro-bind", "/proc", "/proc",
                    .. ReadableSystem.Devices.SelectMany(device => (string[])["--dev-bind", device, device]),
                    "--symlink", "/proc/self/fd", "/dev/fd",
                    .. new[] { "stdin", "stdout", "stderr" }.SelectMany(
                        (name, number) => (string[])["--symlink", $"/proc/self/fd/{number}", $"/dev/{name}"]),
                    "--bind", jobs, jobs, "--remount-ro", "/",
                    "--", "/bin/sh", "-c", "echo $$; read -r end",
                ])
            {
                Environment = [],
                Input = ProcessStream.Piped,
                Output = ProcessStream.Piped,
                Error = ProcessStream.Piped,
                OwnGroup = true,
            });
            using var late = new CancellationTokenSource(s_patience);
            using var kill = late.Token.Register(() => holder.KillTree());
            try
            {
                return Of(holder, out why);
            }
            finally
            {
                holder.KillTree();
                _ = holder.Wait();
            }
        }
        catch (Exception cannot) when (cannot is ProcessStartException or NativeFileException)
        {
            why = cannot.Message;
            return null;
        }
    }

    /// <summary>The descriptors that <c>Confinement</c> enters.</summary>
    public (int Users, int Mounts) Descriptors
        => ((int)_users.DangerousGetHandle(), (int)_mounts.DangerousGetHandle());

    private static MountNamespace? Of(ChildProcess holder, out string? why)
    {
        if (int.TryParse(Read(holder.Output!).TrimEnd((byte)'\n'), CultureInfo.InvariantCulture, out var process))
        {
            why = null;
            return new MountNamespace(process);
        }

        why = $"bwrap does not work here: {NativeText.ForPeople(NativeText.Decode(Read(holder.Error!)).Trim())}";
        return null;
    }

    private static ReadOnlySpan<byte> Read(SafeFileHandle pipe)
    {
        var piece = new byte[512];
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        return piece.AsSpan(0, stream.Read(piece));
    }
}

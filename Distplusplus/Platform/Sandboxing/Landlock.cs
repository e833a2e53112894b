using System.Runtime.InteropServices;
using Distplusplus.Platform.Files;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// The kernel's Landlock: a thread gives up all files but those named, and so do the processes it starts. Needs no
/// privilege and costs microseconds. Rules are put together for each job and used once.
/// </summary>
internal static unsafe class Landlock
{
    /// <summary>The first version that keeps sockets and signals in as well as files (Linux 6.12).</summary>
    public const int Complete = 6;

    /// <summary>The first version that keeps every way of changing a file in (Linux 6.2).</summary>
    public const int AllFiles = 3;

    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;
    private const nint AskVersion = 1;
    private const nint PathBeneath = 1;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadDirectory = 1 << 3;
    private const ulong Truncate = 1 << 14;
    private const ulong InputOutputControl = 1 << 15;
    private const ulong EveryFileRight = (1 << 16) - 1;
    private const ulong OnlyDirectories = EveryFileRight
        & ~(Execute | WriteFile | ReadFile | Truncate | InputOutputControl);

    // Devices and sockets are nothing a compiler makes.
    private const ulong MakeDevicesAndSockets = (1 << 6) | (1 << 9) | (1 << 11);

    /// <summary>The version of the kernel's Landlock; 0 if there is none, or if a container forbids it.</summary>
    public static int Version() => (int)Math.Max(0, Libc.SystemCall(CreateRuleset, 0, 0, AskVersion, 0));

    /// <summary>Creates an empty ruleset, which denies every access to files.</summary>
    /// <exception cref="NativeFileException">The kernel says no.</exception>
    public static SafeFileHandle Create(int version)
    {
        // struct landlock_ruleset_attr: handled_access_fs, handled_access_net, scoped.
        var attributes = stackalloc ulong[3] { RightsOf(version), 3, 3 };
        var size = version >= Complete ? 24 : version >= 4 ? 16 : 8;
        var ruleset = (int)Libc.SystemCall(CreateRuleset, (nint)attributes, size, 0, 0);
        return ruleset >= 0
            ? new SafeFileHandle(ruleset, ownsHandle: true)
            : throw new NativeFileException("landlock", "ruleset", Marshal.GetLastPInvokeError());
    }

    /// <summary>Allows an access at or below a path.</summary>
    /// <param name="place">Opened with O_PATH.</param>
    /// <exception cref="NativeFileException">The kernel says no.</exception>
    public static void Allow(
        SafeFileHandle ruleset, SafeFileHandle place, bool isDirectory, LandlockAccess access, int version)
    {
        var rights = access switch
        {
            LandlockAccess.Run => Execute | ReadFile | ReadDirectory,
            LandlockAccess.Read => ReadFile | ReadDirectory,
            LandlockAccess.Change => EveryFileRight & ~(MakeDevicesAndSockets | Execute | InputOutputControl),
        };
        if (!isDirectory)
        {
            rights &= ~OnlyDirectories;
        }

        // struct landlock_path_beneath_attr, packed: allowed_access, parent_fd.
        var rule = stackalloc byte[12];
        *(ulong*)rule = rights & RightsOf(version);
        *(int*)(rule + 8) = (int)place.DangerousGetHandle();
        if (Libc.SystemCall(AddRule, ruleset.DangerousGetHandle(), PathBeneath, (nint)rule, 0) != 0)
        {
            throw new NativeFileException("landlock", "rule", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Shuts the calling thread in, for ever. Allocates nothing.</summary>
    /// <returns>0, or errno.</returns>
    public static int Enter(nint ruleset)
        => Libc.SystemCall(RestrictSelf, ruleset, 0, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static ulong RightsOf(int version) => version switch
    {
        1 => (1 << 13) - 1,
        2 => (1 << 14) - 1,
        3 or 4 => (1 << 15) - 1,
        _ => EveryFileRight,
    };
}

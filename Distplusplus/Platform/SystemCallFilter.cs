using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform;

/// <summary>
/// A seccomp filter for what Landlock has no words for: sockets of every kind, memory that outlives a process, other
/// processes' memory and limits, new namespaces, modes of files that are shared with others. Made once; a thread that
/// installs it hands it on to all it starts.
/// </summary>
internal static unsafe class SystemCallFilter
{
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint Fail = 0x00050000;
    private const uint NotPermitted = Fail | 1;
    private const uint NoSuchCall = Fail | 38;

    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;
    private const uint NewNamespaces = 0x7e020000;

    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    // x86-64, AArch64; 0: not there.
    private static readonly (uint X64, uint Arm)[] s_forbidden =
    [
        (41, 198), // socket
        (101, 117), // ptrace
        (310, 270), (311, 271), // process_vm_readv, process_vm_writev
        (90, 0), (91, 52), (268, 53), (452, 452), // chmod, fchmod, fchmodat, fchmodat2
        (92, 0), (93, 55), (94, 0), (260, 54), // chown, fchown, lchown, fchownat
        (165, 40), (166, 39), (155, 41), (161, 51), // mount, umount2, pivot_root, chroot
        (428, 428), (429, 429), (430, 430), (431, 431), (432, 432), (433, 433), (442, 442), // open_tree … mount_setattr
        (272, 97), (308, 268), // unshare, setns
        (112, 157), // setsid
        (29, 194), (30, 196), (31, 195), // shmget, shmat, shmctl
        (64, 190), (66, 191), (68, 186), (71, 187), (240, 180), // semget, semctl, msgget, msgctl, mq_open
        (321, 280), (298, 241), (323, 282), // bpf, perf_event_open, userfaultfd
        (425, 425), (426, 426), (427, 427), // io_uring
        (248, 217), (249, 218), (250, 219), // add_key, request_key, keyctl
        (175, 105), (313, 273), (176, 106), (246, 104), (320, 294), (169, 142), // modules, kexec, reboot
    ];

    /// <summary>Whether this kernel and machine can do it.</summary>
    public static bool IsAvailable()
    {
        const nint AskAction = 2;
        var action = Fail;
        return RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            && Libc.SystemCall(s_isArm ? 277 : 317, AskAction, 0, (nint)(&action), 0) == 0;
    }

    /// <summary>The program, in memory that is never freed: it is used as long as the process lives.</summary>
    /// <returns>struct sock_fprog.</returns>
    public static nint Build() => Keep(Program());

    /// <summary>The program's bytes in a nameless file, for whoever reads it from there.</summary>
    /// <exception cref="NativeFileException">The kernel says no.</exception>
    public static SafeFileHandle ToFile()
    {
        const nint CloseOnExec = 1;
        const string Name = "filter";
        using var name = new NativeStrings([Name]);
        var file = new SafeFileHandle(
            Libc.SystemCall(s_isArm ? 279 : 319, (nint)(*name.Pointer), CloseOnExec, 0, 0), ownsHandle: true);
        if (file.IsInvalid)
        {
            throw new NativeFileException("memfd_create", Name, Marshal.GetLastPInvokeError());
        }

        NativeFile.WriteAll(file, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Program())), Name);
        return file;
    }

    private static List<ulong> Program()
    {
        var program = new List<ulong>
        {
            Instruction(Load, ArchitectureAt),
            Instruction(JumpIfEqual, s_isArm ? 0xC00000B7 : 0xC000003E, whenTrue: 1),
            Instruction(Return, NoSuchCall),
            Instruction(Load, NumberAt),
        };
        if (!s_isArm)
        {
            // The x32 calls have the same numbers with a bit added.
            program.Add(Instruction(JumpIfAtLeast, 0x40000000, whenFalse: 1));
            program.Add(Instruction(Return, NoSuchCall));
        }

        foreach (var (x64, arm) in s_forbidden)
        {
            if ((s_isArm ? arm : x64) is not 0 and var number)
            {
                program.Add(Instruction(JumpIfEqual, number, whenFalse: 1));
                program.Add(Instruction(Return, NotPermitted));
            }
        }

        // clone3 hides its flags in memory; the C library then takes clone.
        program.Add(Instruction(JumpIfEqual, 435, whenFalse: 1));
        program.Add(Instruction(Return, NoSuchCall));

        program.Add(Instruction(JumpIfEqual, s_isArm ? 220u : 56u, whenFalse: 3));
        program.Add(Instruction(Load, FirstArgumentAt));
        program.Add(Instruction(JumpIfAnyBit, NewNamespaces, whenFalse: 4));
        program.Add(Instruction(Return, NotPermitted));

        // Limits of others: prlimit64 with a process.
        program.Add(Instruction(JumpIfEqual, s_isArm ? 261u : 302u, whenFalse: 2));
        program.Add(Instruction(Load, FirstArgumentAt));
        program.Add(Instruction(JumpIfEqual, 0, whenFalse: 1));
        program.Add(Instruction(Return, Allow));
        program.Add(Instruction(Return, NotPermitted));
        return program;
    }

    /// <summary>Shuts the calling thread in, for ever. Allocates nothing.</summary>
    /// <returns>0, or errno.</returns>
    public static int Enter(nint program)
    {
        const nint SetFilter = 1;
        const nint WithoutSlowerBranches = 4;
        return Libc.SystemCall(s_isArm ? 277 : 317, SetFilter, WithoutSlowerBranches, program, 0) == 0
            ? 0
            : Marshal.GetLastPInvokeError();
    }

    // struct sock_filter: code, jt, jf, k.
    private static ulong Instruction(ushort code, uint operand, byte whenTrue = 0, byte whenFalse = 0)
        => code | ((ulong)whenTrue << 16) | ((ulong)whenFalse << 24) | ((ulong)operand << 32);

    private static nint Keep(List<ulong> program)
    {
        var whole = (ulong*)NativeMemory.Alloc((nuint)(2 + program.Count), sizeof(ulong));
        CollectionsMarshal.AsSpan(program).CopyTo(new Span<ulong>(whole + 2, program.Count));
        whole[0] = (ulong)program.Count;
        whole[1] = (ulong)(whole + 2);
        return (nint)whole;
    }
}

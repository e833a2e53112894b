using System.Runtime.InteropServices;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;
using Microsoft.Win32.SafeHandles;

namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// A seccomp filter that allows only the system calls of compilers (<see cref="AllowedSystemCalls"/>): no change of
/// mode, owner, time or attributes of files, no change of process group, no sockets, no access to other processes. Made
/// once; a thread that installs it passes it on to all processes it starts.
/// </summary>
internal static unsafe class SystemCallFilter
{
    public const ushort Load = 0x20;
    public const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    public const ushort Return = 0x06;

    public const uint Allow = 0x7fff0000;
    private const uint Fail = 0x00050000;
    public const uint NotPermitted = Fail | 1;
    private const uint NoSuchCall = Fail | 38;
    private const uint Invalid = Fail | 22;
    private const uint NoDevice = Fail | 25;

    public const uint NumberAt = 0;
    public const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;
    private const uint SecondArgumentAt = 24;

    // pidfd_send_signal: from there on the numbers are the same on all machines.
    private const uint FirstOfNewCalls = 424;

    public static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Tells whether this kernel and machine support the filter.</summary>
    public static bool IsAvailable()
    {
        const nint AskAction = 2;
        var action = Fail;
        return RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            && Libc.SystemCall(IsArm ? 277 : 317, AskAction, 0, (nint)(&action), 0) == 0;
    }

    /// <summary>The program, in memory that is never freed: it is used as long as the process lives.</summary>
    /// <returns>struct sock_fprog.</returns>
    public static nint Build() => Keep(Program());

    /// <summary>The program in an unnamed file.</summary>
    /// <exception cref="NativeFileException">The kernel says no.</exception>
    public static SafeFileHandle ToFile()
    {
        const nint CloseOnExec = 1;
        const string Name = "filter";
        using var name = new NativeStrings([Name]);
        var file = new SafeFileHandle(
            Libc.SystemCall(IsArm ? 279 : 319, (nint)(*name.Pointer), CloseOnExec, 0, 0), ownsHandle: true);
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
            Instruction(JumpIfEqual, IsArm ? 0xC00000B7 : 0xC000003E, whenTrue: 1),
            Instruction(Return, NoSuchCall),
            Instruction(Load, NumberAt),
        };
        if (!IsArm)
        {
            // The x32 calls have the same numbers with a bit added.
            program.Add(Instruction(JumpIfAtLeast, 0x40000000, whenFalse: 1));
            program.Add(Instruction(Return, NoSuchCall));
        }

        foreach (var call in AllowedSystemCalls.Always)
        {
            if (Number(call) is >= 0 and var number)
            {
                program.Add(Instruction(JumpIfEqual, (uint)number, whenFalse: 1));
                program.Add(Instruction(Return, Allow));
            }
        }

        AddOneOf(program, AllowedSystemCalls.FileControl, SecondArgumentAt, AllowedSystemCalls.FileControls, Invalid);
        AddOneOf(program, AllowedSystemCalls.DeviceControl, SecondArgumentAt,
            AllowedSystemCalls.DeviceControls, NoDevice);
        AddOneOf(program, AllowedSystemCalls.ProcessControl, FirstArgumentAt,
            AllowedSystemCalls.ProcessControls, Invalid);

        // Its own limits alone.
        AddOneOf(program, AllowedSystemCalls.Limits, FirstArgumentAt, [0], NotPermitted);

        program.Add(Instruction(JumpIfEqual, (uint)Number(AllowedSystemCalls.Clone), whenFalse: 4));
        program.Add(Instruction(Load, FirstArgumentAt));
        program.Add(Instruction(JumpIfAnyBit, AllowedSystemCalls.ForbiddenCloneFlags, whenFalse: 1));
        program.Add(Instruction(Return, NotPermitted));
        program.Add(Instruction(Return, Allow));

        // What is newer than this: programs do without. clone3 is among them: its flags are in memory, out of reach.
        program.Add(Instruction(JumpIfAtLeast, FirstOfNewCalls, whenFalse: 1));
        program.Add(Instruction(Return, NoSuchCall));
        program.Add(Instruction(Return, NotPermitted));
        return program;
    }

    /// <summary>A call that is allowed with some values of one argument.</summary>
    /// <param name="otherwise">What it gets with another one.</param>
    private static void AddOneOf(
        List<ulong> program, (int X64, int Arm) call, uint argument, ReadOnlySpan<uint> values, uint otherwise)
    {
        program.Add(Instruction(
            JumpIfEqual, (uint)Number(call), whenFalse: (byte)(2 + (2 * values.Length))));
        program.Add(Instruction(Load, argument));
        foreach (var value in values)
        {
            program.Add(Instruction(JumpIfEqual, value, whenFalse: 1));
            program.Add(Instruction(Return, Allow));
        }

        program.Add(Instruction(Return, otherwise));
    }

    private static int Number((int X64, int Arm) call) => IsArm ? call.Arm : call.X64;

    // struct sock_filter: code, jt, jf, k.
    public static ulong Instruction(ushort code, uint operand, byte whenTrue = 0, byte whenFalse = 0)
        => code | ((ulong)whenTrue << 16) | ((ulong)whenFalse << 24) | ((ulong)operand << 32);

    public static nint Keep(List<ulong> program)
    {
        var whole = (ulong*)NativeMemory.Alloc((nuint)(2 + program.Count), sizeof(ulong));
        CollectionsMarshal.AsSpan(program).CopyTo(new Span<ulong>(whole + 2, program.Count));
        whole[0] = (ulong)program.Count;
        whole[1] = (ulong)(whole + 2);
        return (nint)whole;
    }
}

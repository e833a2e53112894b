using static Distplusplus.Platform.Sandboxing.SystemCallFilter;

namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// A seccomp filter that lets a process become the one program it is started for and no other: every later execve
/// fails, also in the processes it forks.
/// </summary>
internal static unsafe class ExecutionFilter
{
    private const uint LowWordOfPathAt = 16;
    private const uint HighWordOfPathAt = 20;

    // Architecture, execve, execveat: the machine's own calls first, then those of its 32-bit programs.
    private static readonly (uint Architecture, uint[] Calls)[] s_calls =
        IsArm
            ? [(0xC00000B7, [221, 281]), (0x40000028, [11, 387])]
            : [(0xC000003E, [59, 322, 0x40000208, 0x40000221]), (0x40000003, [11, 358])];

    /// <summary>The program, in native memory that the caller frees.</summary>
    /// <param name="path">
    /// The path as it is handed to the first execve: known by its address, which a program that was just started has
    /// nothing at.
    /// </param>
    /// <returns>struct sock_fprog.</returns>
    public static nint Build(byte* path)
    {
        // struct seccomp_data: the number, the architecture, the address of the instruction, the arguments.
        List<ulong> program =
        [
            Instruction(Load, LowWordOfPathAt),
            Instruction(JumpIfEqual, (uint)(nuint)path, whenFalse: 3),
            Instruction(Load, HighWordOfPathAt),
            Instruction(JumpIfEqual, (uint)((nuint)path >> 32), whenFalse: 1),
            Instruction(Return, Allow),
        ];
        foreach (var (architecture, calls) in s_calls)
        {
            program.Add(Instruction(Load, ArchitectureAt));
            program.Add(Instruction(JumpIfEqual, architecture, whenFalse: (byte)((2 * calls.Length) + 2)));
            program.Add(Instruction(Load, NumberAt));
            foreach (var call in calls)
            {
                program.Add(Instruction(JumpIfEqual, call, whenFalse: 1));
                program.Add(Instruction(Return, NotPermitted));
            }

            program.Add(Instruction(Return, Allow));
        }

        program.Add(Instruction(Return, NotPermitted));
        return Keep(program);
    }
}

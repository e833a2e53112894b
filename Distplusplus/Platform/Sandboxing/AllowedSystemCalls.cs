namespace Distplusplus.Platform.Sandboxing;

/// <summary>
/// The system calls of compilers, by number: x86-64, AArch64; -1 where the machine has none. Found by tracing gcc,
/// clang, as and their parts over the test corpus; calls of the same kind that other C libraries use are with them.
/// </summary>
internal static class AllowedSystemCalls
{
    /// <summary>Allowed whatever their arguments are.</summary>
    public static readonly (int X64, int Arm)[] Always =
    [
        (0, 63), (1, 64), (3, 57), (8, 62), // read, write, close, lseek
        (17, 67), (18, 68), (19, 65), (20, 66), (295, 69), (296, 70), // pread64 … pwritev
        (2, -1), (257, 56), (437, 437), (85, -1), // open, openat, openat2, creat
        (4, -1), (5, 80), (6, -1), (262, 79), (332, 291), // stat, fstat, lstat, newfstatat, statx
        (21, -1), (269, 48), (439, 439), (89, -1), (267, 78), // access, faccessat, faccessat2, readlink, readlinkat
        (78, -1), (217, 61), (79, 17), (80, 49), (81, 50), // getdents, getdents64, getcwd, chdir, fchdir
        (82, -1), (264, 38), (316, 276), // rename, renameat, renameat2
        (83, -1), (258, 34), (84, -1), (87, -1), (263, 35), // mkdir, mkdirat, rmdir, unlink, unlinkat
        (137, 43), (138, 44), (77, 46), (285, 47), (74, 82), (75, 83), // statfs … fsync, fdatasync
        (40, 71), (326, 285), (221, 223), (187, 213), (95, 166), // sendfile … readahead, umask
        (9, 222), (10, 226), (11, 215), (12, 214), (25, 216), // mmap, mprotect, munmap, brk, mremap
        (26, 227), (27, 232), (28, 233), // msync, mincore, madvise
        (22, -1), (293, 59), (32, 23), (33, -1), (292, 24), (436, 436), // pipe, pipe2, dup, dup2, dup3, close_range
        (7, -1), (271, 73), (23, -1), (270, 72), // poll, ppoll, select, pselect6
        (57, -1), (58, -1), (59, 221), (60, 93), (231, 94), // fork, vfork, execve, exit, exit_group
        (61, 260), (247, 95), // wait4, waitid
        (13, 134), (14, 135), (15, 139), (127, 136), (130, 133), (131, 132), // rt_sig…, sigaltstack
        (62, 129), (200, 130), (234, 131), // kill, tkill, tgkill: whom they reach the layers bound
        (39, 172), (110, 173), (186, 178), (111, -1), (121, 155), (124, 156), // getpid, getppid, gettid, getpgrp …
        (102, 174), (104, 176), (107, 175), (108, 177), (115, 158), (118, 148), (120, 150), // getuid … getresgid
        (63, 160), (97, 163), (98, 165), (99, 179), (100, 153), // uname, getrlimit, getrusage, sysinfo, times
        (96, 169), (201, -1), (228, 113), (229, 114), (230, 115), (35, 101), // the time, and to wait for it
        (24, 124), (204, 123), (202, 98), (324, 283), // sched_yield, sched_getaffinity, futex, membarrier
        (158, -1), (218, 96), (273, 99), (274, 100), (334, 293), // arch_prctl, set_tid_address, robust lists, rseq
        (318, 278), (219, 128), // getrandom, restart_syscall
    ];

    public static readonly (int X64, int Arm) Clone = (56, 220);
    public static readonly (int X64, int Arm) FileControl = (72, 25);
    public static readonly (int X64, int Arm) DeviceControl = (16, 29);
    public static readonly (int X64, int Arm) ProcessControl = (157, 167);
    public static readonly (int X64, int Arm) Limits = (302, 261);

    /// <summary>
    /// New namespaces, a process that is its parent's sibling, tracing: no flag of a compiler's threads and children.
    /// </summary>
    public const uint ForbiddenCloneFlags = 0x7e020000 | 0x8000 | 0x2000 | 0x800000;

    /// <summary>
    /// Duplicates, flags and record locks: no lease, which makes the host wait, and no signal on another's behalf.
    /// </summary>
    public static readonly uint[] FileControls = [0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030];

    /// <summary>TCGETS, TIOCGWINSZ, FIONREAD, FIONCLEX, FIOCLEX: no attribute of a file.</summary>
    public static readonly uint[] DeviceControls = [0x5401, 0x5413, 0x541b, 0x5450, 0x5451];

    /// <summary>PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA.</summary>
    public static readonly uint[] ProcessControls = [3, 15, 16, 0x53564d41];
}

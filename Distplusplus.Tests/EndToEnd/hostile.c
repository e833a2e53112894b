/* A compiler that is hostile: asked what it is it answers as gcc; asked to compile it tries what a compiler must not be
   able to do, tells on stderr what worked ("name: yes") and then lets gcc work. HostileCompilerTests runs it in each layer.
   A source named stray.c leaves processes behind, one named sleep.c never ends, bomb.c forks as much as it can, hungry.c
   holds memory in processes that try to leave its group. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(const char *name, int works) { dprintf(2, "%s: %s\n", name, works ? "yes" : "no"); }
#define TRY(name, call) tell(name, (long)(call) >= 0)

static int write_into(const char *path)
{
    int fd = open(path, O_WRONLY);
    return fd < 0 ? -1 : (int)write(fd, "#", 1);
}

/* Everything the owner of a file could do to make it another one. */
static void change(const char *what, const char *path)
{
    char name[200];
    struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
    unsigned char acl[28] = { 2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 4, 0, 4, 0, 255, 255, 255, 255, 32, 0, 4, 0,
                              255, 255, 255, 255 };
    int fd = open(path, O_RDONLY), flags = 0;
#define CHANGE(how, call) (snprintf(name, sizeof name, "%s: %s", what, how), TRY(name, call))
    tell("reads its inputs", fd >= 0);
    CHANGE("chmod", chmod(path, 0666));
    CHANGE("fchmod", fchmod(fd, 0666));
    CHANGE("fchmodat2", syscall(452, AT_FDCWD, path, 0666, 0));
    CHANGE("chown", chown(path, getuid(), getgid()));
    CHANGE("setxattr", syscall(SYS_setxattr, path, "system.posix_acl_access", acl, sizeof acl, 0));
    CHANGE("fsetxattr", syscall(SYS_fsetxattr, fd, "user.x", "x", 1, 0));
    CHANGE("removexattr", syscall(SYS_removexattr, path, "user.x"));
    CHANGE("setxattrat", syscall(463, AT_FDCWD, path, 0, "user.y", 0, 0));
    CHANGE("file_setattr", syscall(469, AT_FDCWD, path, 0, 0, 0));
    CHANGE("utimensat", utimensat(AT_FDCWD, path, times, 0));
    CHANGE("attributes", ioctl(fd, 0x40086602, &flags));
    CHANGE("lease", fcntl(fd, F_SETLEASE, F_RDLCK));
    CHANGE("write", write_into(path));
    CHANGE("truncate", truncate(path, 0));
    CHANGE("another name", linkat(AT_FDCWD, path, AT_FDCWD, "linked", 0));
    close(fd);
}

/* The variable that only the host was started with, in its own environment or that of a process it can see. */
static int has_canary(int host)
{
    static char text[1 << 20];
    if (getenv("DPP_CANARY"))
        return 0;
    for (int process = 0; process <= 300; process++)
    {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/environ", process == 0 ? host : process);
        int fd = open(path, O_RDONLY);
        int count = fd < 0 ? 0 : (int)read(fd, text, sizeof text);
        close(fd);
        if (count > 0 && memmem(text, count, "DPP_CANARY=", 11))
            return 0;
    }
    return -1;
}

static int in_child(long (*attempt)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(attempt() >= 0 ? 0 : 1);
    waitpid(child, &status, 0);
    return status == 0 ? 0 : -1;
}

static long own_group(void) { return setpgid(0, 0); }
static long own_session(void) { return setsid(); }
static long new_user(void) { return unshare(CLONE_NEWUSER); }
static long new_mounts(void) { return unshare(CLONE_NEWNS); }
static long clone_new(void) { return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0); }
static long sibling(void) { return syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); }

/* Not that it may be read: that it is there at all. */
static long is_there(const char *path) { return access(path, F_OK) == 0 || errno == EACCES ? 0 : -1; }

static long is_there_as_source(const char *path) { return open(path, O_RDONLY) >= 0 || errno == EACCES ? 0 : -1; }

static void attack(int host)
{
    static const char *files[] = {
        "/etc/shadow", "/etc/passwd", "/var/lib/dpkg/status", "/root", "../../../../../../../../../../../../../../../../../../../../etc/shadow",
        "/proc/self/root/etc/shadow", "/proc/self/cwd/../../../../../../../../../../../../../../../../../etc/shadow",
        "/sys/kernel", "/boot", 0 };
    static const char *places[] = {
        "/dev/shm/dpp-canary", "/dev/mqueue/dpp-canary", "/tmp/dpp-canary", "/var/tmp/dpp-canary", "/run/dpp-canary",
        "/run/lock/dpp-canary", "/etc/cron.d/dpp-canary", "/var/spool/cron/crontabs/dpp-canary",
        "/var/spool/at/dpp-canary", "/var/spool/cron/atjobs/dpp-canary", "/etc/systemd/system/dpp-canary.service", 0 };
    char path[64], bytes[256] = { 0 };
    struct rlimit limit = { 1 << 20, 1 << 20 };
    cpu_set_t all;
    int fds = 0;
    CPU_ZERO(&all);
    CPU_SET(0, &all);
    for (int fd = 3; fd < 4096; fd++)
        fds += fcntl(fd, F_GETFD) >= 0;
    tell("finds descriptors of the host", fds > 0);
    TRY("signals the host", kill(host, 0));
    TRY("traces the host", syscall(SYS_ptrace, 16, host, 0, 0));
    TRY("reads the host's memory", syscall(SYS_process_vm_readv, host, 0, 0, 0, 0, 0));
    snprintf(path, sizeof path, "/proc/%d/mem", host);
    TRY("opens the host's memory", open(path, O_RDWR));
    TRY("limits the host", prlimit(host, RLIMIT_CORE, &limit, 0));
    TRY("changes the host's priority", setpriority(PRIO_PROCESS, host, 10));
    TRY("changes the user's priority", setpriority(PRIO_USER, 0, 10));
    TRY("moves the host to one CPU", sched_setaffinity(host, sizeof all, &all));
    TRY("changes the host's scheduling", syscall(SYS_sched_setscheduler, host, 3, bytes));
    TRY("changes the host's input and output", syscall(SYS_ioprio_set, 1, host, (3 << 13)));
    TRY("holds the host", syscall(434, host, 0));
    TRY("leaves its group", in_child(own_group));
    TRY("leaves its session", in_child(own_session));
    TRY("makes users", in_child(new_user));
    TRY("makes mounts", in_child(new_mounts));
    TRY("makes namespaces", in_child(clone_new));
    TRY("becomes the host's child", in_child(sibling));
    TRY("hears of deaths", prctl(PR_SET_PDEATHSIG, 0));
    TRY("inherits orphans", prctl(PR_SET_CHILD_SUBREAPER, 1));
    TRY("opens a socket", socket(AF_INET, SOCK_STREAM, 0));
    TRY("opens a socket of the machine", socket(AF_UNIX, SOCK_STREAM, 0));
    TRY("opens a socket of the kernel", socket(AF_NETLINK, SOCK_RAW, 0));
    TRY("queues calls", syscall(425, 8, bytes));
    TRY("loads a program into the kernel", syscall(SYS_bpf, 0, bytes, sizeof bytes));
    TRY("watches the machine", syscall(SYS_perf_event_open, bytes, 0, -1, -1, 0));
    TRY("handles page faults", syscall(SYS_userfaultfd, 0));
    TRY("leaves memory", syscall(SYS_shmget, 0, 4096, 0600 | 01000));
    TRY("leaves messages", syscall(SYS_msgget, 0, 0600 | 01000));
    TRY("leaves keys", syscall(SYS_add_key, "user", "dpp", "x", 1, -3));
    TRY("makes a program in memory", syscall(SYS_memfd_create, "x", 0));
    TRY("writes beside its outputs", open("beside", O_CREAT | O_WRONLY, 0600));
    TRY("writes below the system", open("/usr/dpp-canary", O_CREAT | O_WRONLY, 0600));
    for (const char **file = files; *file; file++)
    {
        char name[200];
        snprintf(name, sizeof name, "finds out that %s exists", *file);
        TRY(name, is_there(*file));
        snprintf(name, sizeof name, "finds out by opening it that %s exists", *file);
        TRY(name, is_there_as_source(*file));
    }
    for (const char **place = places; *place; place++)
    {
        char name[200];
        snprintf(name, sizeof name, "leaves %s", *place);
        TRY(name, open(*place, O_CREAT | O_WRONLY, 0600));
    }
    snprintf(path, sizeof path, "/proc/%d/root/etc/shadow", host);
    TRY("sees the host's files through /proc", access(path, F_OK));
    TRY("reads accounts", open("/etc/passwd", O_RDONLY));
    TRY("reads the environment of the host", has_canary(host));
}

static void stay(void)
{
    prctl(PR_SET_NAME, "dpp-stray");
    for (int fd = 0; fd < 3; fd++)
        close(fd);
    for (;;)
        sleep(60);
}

static void bomb(void)
{
    for (int i = 0; i < 2000; i++)
        if (fork() == 0)
            stay();
    stay();
}

static void hungry(void)
{
    for (int i = 0; i < 4; i++)
        if (fork() == 0)
        {
            setpgid(0, 0);
            if (fork() != 0)
                _exit(0);
            setsid();
            volatile char *memory = malloc(150 << 20);
            for (int byte = 0; byte < 150 << 20; byte += 4096)
                memory[byte] = 1;
            stay();
        }
    stay();
}

int main(int count, char **words)
{
    const char *real = access("/usr/bin/gcc", X_OK) == 0 ? "/usr/bin/gcc" : "/.distplusplus-host/usr/bin/gcc";
    char header[4096] = "", own[4096] = "";
    int compiles = 0, sleeps = 0, strays = 0, bombs = 0, hungers = 0, host = 0;
    for (int i = 1; i < count; i++)
    {
        compiles |= strcmp(words[i], "-c") == 0;
        if (strcmp(words[i], "/dev/null") == 0)
            compiles = -1000;
        sleeps |= strstr(words[i], "sleep.c") != 0;
        strays |= strstr(words[i], "stray.c") != 0;
        bombs |= strstr(words[i], "bomb.c") != 0;
        hungers |= strstr(words[i], "hungry.c") != 0;
        if (strncmp(words[i], "-I", 2) == 0)
            snprintf(header, sizeof header, "%s/h.h", words[i] + 2);
        if (strncmp(words[i], "-DHOST=", 7) == 0)
            host = atoi(words[i] + 7);
        if (strstr(words[i], ".c"))
            snprintf(own, sizeof own, "%s", words[i]);
    }
    if (compiles > 0 && bombs)
        bomb();
    if (compiles > 0 && hungers)
        hungry();
    if (compiles > 0 && (sleeps || strays))
    {
        if (fork() == 0)
        {
            setpgid(0, 0);
            if (fork() == 0)
            {
                setsid();
                stay();
            }
            _exit(0);
        }
        if (sleeps)
            stay();
        usleep(200000);
    }
    else if (compiles > 0 && host)
    {
        tell("sees its tree as /", access("/.distplusplus-host/usr/bin/gcc", X_OK) == 0);
        change("an input", header);
        change("the source", own);
        attack(host);
    }
    words[0] = (char *)real;
    execv(real, words);
    return 127;
}

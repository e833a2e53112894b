/* launch [-m] RESULT COMMAND…: runs the command and writes "wall-us cpu-us peak-KiB" of its whole tree into RESULT. The
   processor time is rusage of the command and of all it waited for. With -m the peak is the command's own, its children
   left out, and the times mean nothing. A launcher of its own because a child begins with its parent's peak memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static long peak_of(int process)
{
    char line[256];
    long peak = 0;
    snprintf(line, sizeof line, "/proc/%d/status", process);
    FILE *status = fopen(line, "r");
    while (status && fgets(line, sizeof line, status))
    {
        sscanf(line, "VmHWM: %ld", &peak);
    }

    if (status)
    {
        fclose(status);
    }

    return peak;
}

int main(int count, char **words)
{
    int own = count > 1 && strcmp(words[1], "-m") == 0;
    char **command = words + 2 + own;
    if (count < 3 + own)
    {
        return 2;
    }

    double began = now();
    int child = fork();
    if (child == 0)
    {
        if (own)
        {
            ptrace(PTRACE_TRACEME, 0, 0, 0);
        }

        execvp(command[0], command);
        _exit(127);
    }

    int status;
    long peak = 0;
    struct rusage used;
    for (;;)
    {
        if (wait4(child, &status, 0, &used) < 0)
        {
            return 2;
        }

        if (!WIFSTOPPED(status))
        {
            break;
        }

        int signal = WSTOPSIG(status);
        if (signal == 5)
        {
            ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT);
            peak = peak_of(child) > peak && status >> 16 == PTRACE_EVENT_EXIT ? peak_of(child) : peak;
            signal = 0;
        }

        ptrace(PTRACE_CONT, child, 0, signal);
    }

    double wall = now() - began;
    double cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    FILE *result = fopen(words[1 + own], "w");
    if (!result)
    {
        return 2;
    }

    fprintf(result, "%.0f %.0f %ld\n", wall, cpu, own ? peak : used.ru_maxrss);
    fclose(result);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A compiler that only takes time: asked to compile it sleeps as many milliseconds as the file "ms" beside it says (a
   host gives a compiler no environment of its own), or STAND_IN_MS, and leaves an empty object; asked anything else it
   is the compiler STAND_IN_FOR. So what is measured is everything around the compiler. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

static long rest_ms(void)
{
    const char *self = (const char *)getauxval(AT_EXECFN), *ms = getenv("STAND_IN_MS");
    const char *slash = self ? strrchr(self, '/') : NULL;
    char path[4096], digits[32] = "";
    int file = -1;
    if (slash && snprintf(path, sizeof path, "%.*s/ms", (int)(slash - self), self) < (int)sizeof path)
    {
        file = open(path, O_RDONLY);
    }

    if (file >= 0 && read(file, digits, sizeof digits - 1) > 0)
    {
        ms = digits;
    }

    return ms ? atol(ms) : 0;
}

int main(int count, char **words)
{
    const char *real = getenv("STAND_IN_FOR"), *output = NULL;
    int compiles = 0;
    for (int i = 1; i < count; i++)
    {
        compiles |= strcmp(words[i], "-c") == 0;
        if (strcmp(words[i], "-o") == 0 && i + 1 < count)
        {
            output = words[i + 1];
        }

        if (strcmp(words[i], "-v") == 0 || strcmp(words[i], "-###") == 0 || strcmp(words[i], "/dev/null") == 0)
        {
            output = NULL;
            break;
        }

        if (strcmp(words[i], "-") == 0)
        {
            /* icecream hands the text over on standard input. */
            static char text[1 << 16];
            compiles = 1;
            while (read(0, text, sizeof text) > 0)
            {
            }
        }
    }

    if (!compiles || output == NULL)
    {
#ifdef ALONE
        return 0; /* In icecream's chroot there is no other. */
#endif
        real = real ? real : strstr(words[0], "++") ? "/usr/bin/g++" : "/usr/bin/gcc";
        words[0] = (char *)real;
        execv(real, words);
        return 127;
    }

    long ms = rest_ms();
    struct timespec rest = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&rest, NULL);
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    return file < 0 || write(file, "object\n", 7) != 7;
}

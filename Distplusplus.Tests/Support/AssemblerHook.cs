namespace Distplusplus.Tests.Support;

/// <summary>
/// Runs a shell script whenever the system's assembler begins to assemble: a library that the loader puts before it,
/// for it must be the system's own.
/// </summary>
internal static class AssemblerHook
{
    /// <returns>The value of LD_PRELOAD.</returns>
    public static string Install(Sandbox sandbox, string script)
    {
        var directory = Directory.CreateDirectory(sandbox.Path("hook")).FullName;
        File.WriteAllText($"{directory}/script", script);
        File.WriteAllText($"{directory}/hook.c", $$"""
            #include <stdlib.h>
            #include <string.h>
            __attribute__((constructor)) static void begin(int count, char **words)
            {
                const char *name = strrchr(words[0], '/') ? strrchr(words[0], '/') + 1 : words[0];
                if (strcmp(name, "as") != 0)
                    return;
                for (int i = 1; i < count; i++)
                    if (strcmp(words[i], "--version") == 0)
                        return;
                system("sh {{directory}}/script");
            }

            """);
        sandbox.Command(
            "/usr/bin/gcc", "-w", "-shared", "-fPIC", $"{directory}/hook.c", "-o", $"{directory}/hook.so")
            .Run().Succeeded();
        return $"{directory}/hook.so";
    }
}

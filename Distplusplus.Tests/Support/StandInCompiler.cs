using Distplusplus.Platform.Files;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A compiler that is a script: asked what it is it answers as a real one with another version number, asked to compile
/// it does something first (sleeps, dies, writes) and then lets the real one work.
/// </summary>
/// <param name="Real">The compiler behind it: "/usr/bin/gcc".</param>
internal sealed record StandInCompiler(string Real)
{
    /// <summary>Stands wherever the real one names its version; null: the same.</summary>
    public string? Version { get; init; }

    /// <summary>Shell that runs before a compile: "sleep 5", "kill -SEGV $$".</summary>
    public string Before { get; init; } = ":";

    /// <summary>Shell that does a compile instead of the real one: burns no CPU. "$out" is the object.</summary>
    public string? Instead { get; init; }

    /// <summary>
    /// Sleeps as long as the source's name says ("u7_0.25.c": a quarter of a second) and leaves an empty object.
    /// </summary>
    /// <param name="slower">How many times longer, whole.</param>
    public static StandInCompiler Sleeper(int slower = 1) => new("/usr/bin/gcc")
    {
        Instead = string.Concat(Enumerable.Repeat("sleep \"$seconds\"; ", slower)) + ": > \"$out\"",
    };

    /// <summary>Writes the script.</summary>
    /// <returns>Its path.</returns>
    public string Install(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        var path = $"{directory}/{name}";
        var rename = Version is null ? "cat" : $"sed 's/[0-9][0-9]*\\.[0-9][0-9]*\\.[0-9][0-9]*/{Version}/g'";
        File.WriteAllText(path, $"""
            #!/bin/sh
            printf '%s\n' "$*" >> {path}.log
            for word in "$@"; do
                case "$word" in
                    -v|-'###'|--version|-Wa,--version|-dumpversion|-dumpfullversion|-dumpmachine|-print-*|/dev/null)
                        {"{"} {Real} "$@" 2>&1 >&3 3>&- | {rename} >&2 3>&-; {"}"} 3>&1 | {rename}
                        exit ;;
                esac
            done
            {Before}
            {Instruct()}

            """);
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        return path;
    }

    private string Instruct() => Instead is null ? $"exec {Real} \"$@\"" : $"{LookAtWords}\n{Instead}";

    private const string LookAtWords = """
        for word in "$@"; do
            [ "$before" = -o ] && out=$word
            before=$word
            case "$word" in *_*.c) seconds=${word##*_}; seconds=${seconds%.c} ;; esac
        done
        """;

    /// <summary>The command lines it was called with, one each.</summary>
    public static string[] Calls(string path)
        => FileIdentity.Of($"{path}.log") is null ? [] : File.ReadAllLines($"{path}.log");
}

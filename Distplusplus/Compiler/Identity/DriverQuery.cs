namespace Distplusplus.Compiler.Identity;

/// <summary>
/// Tells a compiler driver from a wrapper: a script, a launcher, a distribution's wrapper. A wrapper may add options
/// depending on the environment, the source or the directory, and change the object afterwards. A driver prints the
/// commands it would run without starting another program.
/// </summary>
internal static class DriverQuery
{
    private const string ByGcc = "COLLECT_GCC=";

    private static readonly string[] s_question = ["-###", "-c", "-x", "c", "/dev/null"];

    // gcc and clang say which file of options they have read besides.
    private static readonly string[] s_optionFiles = ["Reading specs from ", "Configuration file: "];

    /// <summary>
    /// The reason why the file is not a plain driver; null if there is none, or if it is no compiler at all.
    /// </summary>
    /// <param name="run">Runs it with arguments in the C locale.</param>
    /// <param name="runAlone">The same, and it may run no other program.</param>
    public static DriverObjection? Objection(
        string path,
        Func<string, IReadOnlyList<string>, ProbeResult> run,
        Func<string, IReadOnlyList<string>, ProbeResult> runAlone)
    {
        var alone = Lines(runAlone(path, s_question));
        if (IsAnswer(alone))
        {
            var files = s_optionFiles.Select(start => After(alone, start));
            return files.FirstOrDefault(file => file is not null) is { } read
                ? new DriverObjection.ReadsOptions(read)
                : null;
        }

        var answer = Lines(run(path, s_question));
        return !IsAnswer(answer) ? null
            : new DriverObjection.IsWrapper(Behind(answer) is { } compiler && compiler != path ? compiler : null);
    }

    private static string[] Lines(ProbeResult answer) => answer.Error.Split('\n');

    private static bool IsAnswer(string[] lines) => After(lines, "Target: ") is not null;

    /// <summary>The compiler that answered: gcc names itself, clang calls itself.</summary>
    private static string? Behind(string[] lines)
        => After(lines, ByGcc)
            ?? (Array.Find(lines, line => line.Contains("\"-cc1\"", StringComparison.Ordinal)) is { } command
                ? CompilerDefaults.Split(command)[0]
                : null);

    private static string? After(string[] lines, string start)
        => Array.Find(lines, line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..].TrimEnd();
}

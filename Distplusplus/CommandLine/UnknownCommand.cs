using Distplusplus.Configuration.Values;
using Distplusplus.Platform;

namespace Distplusplus.CommandLine;

/// <summary>The message for a first word that is neither a command nor a compiler.</summary>
internal static class UnknownCommand
{
    /// <summary>The candidates for a correction, in the order of the help text.</summary>
    private static readonly string[] Known =
        ["serve", "check", "hosts", "--help", "--version", "gcc", "g++", "cc", "c++", "clang", "clang++"];

    /// <returns>One line, without the program's name.</returns>
    public static string Message(string word)
    {
        var shown = NativeText.ForPeople(word);
        var start = word.StartsWith('-')
            ? $"there is no option `{shown}`"
            : $"`{shown}` is neither a command nor a compiler on PATH";
        return Spelling.Closest(word, Known) is { } meant
            ? $"{start}, did you mean `{meant}`? (`distplusplus --help` lists all)"
            : $"{start}: `distplusplus --help` lists the commands";
    }
}

using System.CommandLine;
using Distplusplus.Configuration;
using Distplusplus.Platform;

namespace Distplusplus.CommandLine;

/// <summary>What is said of a command line that is not understood.</summary>
internal static class UsageError
{
    /// <returns>One line, without the program's name.</returns>
    public static string Message(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var help = command is RootCommand ? "distplusplus --help" : $"distplusplus {command.Name} --help";
        return result.UnmatchedTokens switch
        {
            [var word, ..] when command is RootCommand => UnknownCommand.Message(word),
            [['-', ..] and var word, ..] => $"`{command.Name}` has no option `{NativeText.ForPeople(word)}`"
                + (Spelling.Closest(word, command.Options.Select(o => o.Name)) is { } meant
                    ? $", did you mean `{meant}`? (`{help}` lists all)"
                    : $": `{help}` lists them"),
            [var word, ..] => $"`{command.Name}` takes no argument `{NativeText.ForPeople(word)}`: see `{help}`",
            [] => $"{result.Errors[0].Message.TrimEnd('.')}: see `{help}`",
        };
    }
}

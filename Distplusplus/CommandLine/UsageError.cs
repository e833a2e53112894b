using System.CommandLine;
using System.CommandLine.Parsing;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;

namespace Distplusplus.CommandLine;

/// <summary>The messages for a command line that is not valid.</summary>
internal static class UsageError
{
    /// <summary>
    /// Checks the words that System.CommandLine parsed as the compile, and the <c>--</c> before them.
    /// </summary>
    /// <param name="compile">The words that are no option of <c>check</c>.</param>
    /// <param name="asked">There was a <c>--</c>.</param>
    /// <returns>Null: it is as it should be.</returns>
    public static string? OfCheck(IReadOnlyList<string> compile, bool asked) => (compile, asked) switch
    {
        ([], true) => "`check --` needs a compile: for example distplusplus check -- g++ -c x.cc",
        ([['-', ..] and var word, ..], false) => NoOption(
            "check", word, ["--json", ConfigurationFile.FlagName, "--help"], "distplusplus check --help"),
        ([_, ..], false) => "write a compile after --: distplusplus check -- "
            + NativeText.ForPeople(string.Join(' ', compile)),
        _ => null,
    };

    /// <returns>One line, without the program's name.</returns>
    public static string Message(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var name = Name(command);
        var help = command is RootCommand ? "distplusplus --help" : $"distplusplus {name} --help";
        return result.UnmatchedTokens switch
        {
            [var word, ..] when command is RootCommand => UnknownCommand.Message(word),
            [['-', ..] and var word, ..] => NoOption(
                name, word, command.Options.Select(option => option.Name), help),
            [var word, ..] => $"`{name}` takes no argument `{NativeText.ForPeople(word)}`: see `{help}`",
            [] => $"{Lack(result.Errors[0])}: see `{help}`",
        };
    }

    private static string Lack(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: { HelpName: { } value } option }
            => $"`{option.Name}` lacks its {value}",
        ArgumentResult { Argument: var argument, Parent: CommandResult { Command: var command } }
            => $"`{Name(command)}` lacks its {argument.Name}",
        _ => error.Message.TrimEnd('.'),
    };

    private static string NoOption(string command, string word, IEnumerable<string> known, string help)
        => $"`{command}` has no option `{NativeText.ForPeople(word)}`"
            + (Spelling.Closest(word, known) is { } meant
                ? $", did you mean `{meant}`? (`{help}` lists all)"
                : $": `{help}` lists them");

    // "hosts pair".
    private static string Name(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } parent
            ? $"{Name(parent)} {command.Name}"
            : command.Name;
}

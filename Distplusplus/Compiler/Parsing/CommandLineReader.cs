using Distplusplus.Compiler.Options;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Parsing;

/// <summary>
/// Reads a command line (without argv[0]) into options with their values and inputs, by the option table.
/// </summary>
internal static class CommandLineReader
{
    public static List<CommandLineWord> Read(IReadOnlyList<string> arguments, CompilerFamily family)
    {
        var words = new List<CommandLineWord>(arguments.Count);
        var onlyInputs = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (onlyInputs || argument.Length < 2 || argument[0] != '-')
            {
                words.Add(new CommandLineWord.Input(argument));
            }
            else if (argument == "--" && family == CompilerFamily.Clang)
            {
                onlyInputs = true;
            }
            else if (OptionTable.Find(argument, family) is { } entry)
            {
                words.Add(WithoutAlias(ReadListed(arguments, ref i, entry), family));
            }
            else
            {
                words.Add(OptionTable.ByShape(argument) is { } byShape
                    ? new CommandLineWord.Option(new ParsedOption([argument]) { Entry = byShape })
                    : new CommandLineWord.Unknown(argument));
            }
        }

        return words;
    }

    /// <summary>Another name of an option is read as the option itself.</summary>
    private static CommandLineWord WithoutAlias(CommandLineWord word, CompilerFamily family)
        => word is not CommandLineWord.Option { Parsed: { Entry.Alias: { } alias } parsed } ? word
            : parsed.Value.Length == 0 ? new CommandLineWord.Incomplete(parsed.Arguments[0])
            : new CommandLineWord.Option(new ParsedOption([alias, parsed.Value])
            {
                Entry = OptionTable.Find(alias, family) ?? default,
                Value = parsed.Value,
            });

    private static CommandLineWord ReadListed(IReadOnlyList<string> arguments, ref int i, OptionEntry entry)
    {
        var argument = arguments[i];
        if (argument.Length > entry.Name.Length)
        {
            var value = argument[entry.Name.Length..];
            return new CommandLineWord.Option(new ParsedOption([argument]) { Entry = entry, Value = value });
        }

        if (!entry.TakesNext)
        {
            return new CommandLineWord.Option(new ParsedOption([argument]) { Entry = entry });
        }

        if (i + 1 == arguments.Count || arguments[i + 1].Length == 0)
        {
            return new CommandLineWord.Incomplete(argument);
        }

        i++;
        return new CommandLineWord.Option(
            new ParsedOption([argument, arguments[i]]) { Entry = entry, Value = arguments[i] });
    }
}

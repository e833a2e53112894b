using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Parsing;

/// <summary>One step of CommandLineReader through a command line.</summary>
internal abstract record CommandLineWord
{
    private CommandLineWord()
    {
    }

    /// <summary>An option with its value.</summary>
    public sealed record Option(ParsedOption Parsed) : CommandLineWord;

    /// <summary>A file to work on.</summary>
    public sealed record Input(string Name) : CommandLineWord;

    /// <summary>An option that is not in the table and whose form does not show that it is safe.</summary>
    public sealed record Unknown(string Argument) : CommandLineWord;

    /// <summary>An option without the value it needs.</summary>
    public sealed record Incomplete(string Argument) : CommandLineWord;
}

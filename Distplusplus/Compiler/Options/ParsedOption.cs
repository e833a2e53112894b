using System.Collections.Immutable;

namespace Distplusplus.Compiler.Options;

/// <summary>An option of a command line as the option table reads it.</summary>
/// <param name="Arguments">As written: one argument, or two when the value stood apart.</param>
internal sealed record ParsedOption(ImmutableArray<string> Arguments)
{
    /// <summary>The entry of the table, or that of the rule for unknown options.</summary>
    public OptionEntry Entry { get; init; }

    /// <summary>The value, joined or apart; empty when there is none.</summary>
    public string Value { get; init; } = "";

    /// <summary>The same option with another value, written the same way.</summary>
    public ParsedOption WithValue(string value) => this with
    {
        Value = value,
        Arguments = Arguments.Length == 2 ? [Arguments[0], value] : [Entry.Name + value],
    };
}

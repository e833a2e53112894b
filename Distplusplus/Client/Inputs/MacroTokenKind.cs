namespace Distplusplus.Client.Inputs;

/// <summary>What a token is, as far as naming a file needs it.</summary>
internal enum MacroTokenKind
{
    Name,
    Number,
    String,
    Other,
}

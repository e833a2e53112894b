namespace Distplusplus.Compiler;

/// <summary>
/// What a text, or one form of it, cannot carry. Found by <see cref="TextTraps"/> before a host compiles it.
/// </summary>
/// <param name="Sentence">Why it is not sent.</param>
/// <param name="IsInExpanded">Expanded text carries it; else none does, and the unit is compiled here.</param>
internal sealed record TextTrap(string Sentence, bool IsInExpanded)
{
    public static readonly TextTrap LostPragma
        = new("gcc drops one of its pragmas from text with its directives", true);

    public static readonly TextTrap OtherMeaning
        = new("one of its macros means something else in text with its directives", true);

    public static readonly TextTrap Unknown
        = new("gcc writes its directives in a way that is not known", true);

    public static readonly TextTrap Columns = new($"the source {LostColumns.Sentence}", false);

    public static readonly TextTrap Message
        = new("a #pragma message quotes its line, which expanded text has lost", false);

    public static readonly TextTrap Itself
        = new("the source includes itself, by a name that preprocessed text does not have", false);

    public static readonly TextTrap NullBytes
        = new("source or header has NUL bytes, of which gcc warns also where the text has none", false);

    public static readonly TextTrap LastBackslash
        = new("source or header ends in a backslash, behind which the preprocessor ends the line", false);
}

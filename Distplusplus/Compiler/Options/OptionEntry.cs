using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Options;

/// <summary>One line of the option table. Data; lives as long as the process.</summary>
/// <param name="Name">With its dashes, and with "=" where that belongs to it.</param>
/// <param name="Alias">The option that means the same and takes its value apart; null: this is no other name.</param>
/// <param name="Local">The reason, if it keeps a compile on this machine; a host refuses it.</param>
internal readonly record struct OptionEntry(
    string Name,
    ValueStyle Style = ValueStyle.None,
    OptionSide Side = OptionSide.Compile,
    ValueMeaning Value = ValueMeaning.Plain,
    LocalReason? Local = null,
    OptionTraits Traits = OptionTraits.None,
    CompilerFamilies Families = CompilerFamilies.Both,
    string? Alias = null)
{
    /// <summary>The next argument is its value if nothing follows the name.</summary>
    public bool TakesNext => Style is ValueStyle.Separate or ValueStyle.JoinedOrSeparate;

    /// <summary>Its value may begin with a dash: it is itself an option, of a part of the compiler.</summary>
    public bool SaysOptions
        => Value is ValueMeaning.AssemblerWords or ValueMeaning.PreprocessorWords or ValueMeaning.LinkerWords
            or ValueMeaning.InnerWord;

    /// <summary>Its value is a file or directory.</summary>
    public bool NamesPath
        => Value is ValueMeaning.InputFile or ValueMeaning.InputDirectory or ValueMeaning.OutputFile;
}

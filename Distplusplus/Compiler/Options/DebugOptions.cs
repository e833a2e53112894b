using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Options;

/// <summary>Options that begin with -g. Sorted by name.</summary>
internal static class DebugOptions
{
    public static readonly OptionEntry[] Entries =
    [
        new("-gcc-", ValueStyle.Joined, Local: LocalReason.CompilerParts),
        new("-gcc-toolchain", ValueStyle.Separate, Value: ValueMeaning.InputDirectory,
            Traits: OptionTraits.ChangesDirectories, Families: CompilerFamilies.Clang),
        new("-gen-", ValueStyle.Joined, Local: LocalReason.ExtraOutput),
        new("-gheterogeneous-dwarf", ValueStyle.Joined, Local: LocalReason.SeveralTargets),
        new("-gmodules", Local: LocalReason.Modules),
        new("-grecord-command-line", Local: LocalReason.RecordsCommandLine),
        new("-gsplit-dwarf=", ValueStyle.Joined),
        new("-gz", Traits: OptionTraits.WritesPlaces),
        new("-gz=", ValueStyle.Joined, Traits: OptionTraits.WritesPlaces),
    ];
}

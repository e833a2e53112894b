using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Options;

/// <summary>Options that begin with -m. Sorted by name.</summary>
internal static class MachineOptions
{
    public static readonly OptionEntry[] Entries =
    [
        new("-m16", Traits: OptionTraits.ChangesDirectories),
        new("-m32", Traits: OptionTraits.ChangesDirectories),
        new("-m64", Traits: OptionTraits.ChangesDirectories),
        new("-mabi=", ValueStyle.Joined, Value: ValueMeaning.Version, Traits: OptionTraits.ChangesDirectories),
        new("-march=", ValueStyle.Joined, Value: ValueMeaning.Version,
            Traits: OptionTraits.MayBeNative | OptionTraits.ChangesDirectories),
        new("-marm", Traits: OptionTraits.ChangesDirectories),
        new("-mbig-endian", Traits: OptionTraits.ChangesDirectories),
        new("-mcpu=", ValueStyle.Joined, Value: ValueMeaning.Version,
            Traits: OptionTraits.MayBeNative | OptionTraits.ChangesDirectories),
        new("-mdump-tune-features", Local: LocalReason.Verbose),
        new("-mfentry-name=", ValueStyle.Joined, Value: ValueMeaning.Text),
        new("-mfentry-section=", ValueStyle.Joined, Value: ValueMeaning.Text),
        new("-mfloat-abi=", ValueStyle.Joined, Value: ValueMeaning.Version, Traits: OptionTraits.ChangesDirectories),
        new("-mfloat128", Traits: OptionTraits.ChangesDirectories),
        new("-mfpu=", ValueStyle.Joined, Value: ValueMeaning.Version, Traits: OptionTraits.ChangesDirectories),
        new("-mhard-float", Traits: OptionTraits.ChangesDirectories),
        new("-mios-", ValueStyle.Joined, Local: LocalReason.SeveralTargets),
        new("-mlinker-version=", ValueStyle.Joined, OptionSide.Link, ValueMeaning.Version),
        new("-mlittle-endian", Traits: OptionTraits.ChangesDirectories),
        new("-mllvm", ValueStyle.Separate, Value: ValueMeaning.InnerWord, Families: CompilerFamilies.Clang),
        new("-mmacos-version-min=", ValueStyle.Joined, Local: LocalReason.SeveralTargets),
        new("-mmacosx-version-min=", ValueStyle.Joined, Local: LocalReason.SeveralTargets),
        new("-mmcu=", ValueStyle.Joined, Traits: OptionTraits.ChangesDirectories),
        new("-moverride=", ValueStyle.Joined, Local: LocalReason.InnerOption),
        new("-mrecip=", ValueStyle.Joined, Value: ValueMeaning.Text),
        new("-msoft-float", Traits: OptionTraits.ChangesDirectories),
        new("-mspecs=", ValueStyle.Joined, Local: LocalReason.RunsProgram),
        new("-mstack-protector-guard-symbol=", ValueStyle.Joined, Value: ValueMeaning.Text),
        new("-mtargetos=", ValueStyle.Joined, Local: LocalReason.SeveralTargets),
        new("-mthumb", Traits: OptionTraits.ChangesDirectories),
        new("-mtune-ctrl=", ValueStyle.Joined, Value: ValueMeaning.Text),
        new("-mtune=", ValueStyle.Joined, Value: ValueMeaning.Version,
            Traits: OptionTraits.MayBeNative | OptionTraits.ChangesDirectories),
        new("-mx32", Traits: OptionTraits.ChangesDirectories),
    ];
}

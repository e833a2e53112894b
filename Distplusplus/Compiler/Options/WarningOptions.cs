using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Options;

/// <summary>Options that begin with -W and are no plain warning. Sorted by name.</summary>
internal static class WarningOptions
{
    public static readonly OptionEntry[] Entries =
    [
        new("-W#pragma-messages"),
        new("-W#warnings"),
        new("-Wa,", ValueStyle.Joined, OptionSide.Codegen, ValueMeaning.AssemblerWords),
        new("-Walloc-size-larger-than=", ValueStyle.Joined, OptionSide.Codegen),
        new("-Walloca-larger-than=", ValueStyle.Joined, OptionSide.Codegen),
        new("-Werror=#pragma-messages"),
        new("-Werror=#warnings"),
        new("-Weverything", Families: CompilerFamilies.Clang),
        new("-Wframe-larger-than=", ValueStyle.Joined, OptionSide.Codegen),
        new("-Wl,", ValueStyle.Joined, OptionSide.Link, ValueMeaning.LinkerWords),
        new("-Wlarger-than=", ValueStyle.Joined, OptionSide.Codegen),
        new("-Wno-#pragma-messages"),
        new("-Wno-#warnings"),
        new("-Wno-builtin-macro-redefined"),
        new("-Wno-error=#pragma-messages"),
        new("-Wno-error=#warnings"),
        new("-Wno-system-headers"),
        new("-Wno-warning-suppression-mappings"),
        new("-Wp,", ValueStyle.Joined, Value: ValueMeaning.PreprocessorWords),
        new("-Wstack-usage=", ValueStyle.Joined, OptionSide.Codegen),
        new("-Wsystem-headers"),
        new("-Wsystem-headers-in-module=", ValueStyle.Joined, Local: LocalReason.Modules),
        new("-Wvla-larger-than=", ValueStyle.Joined, OptionSide.Codegen),
        new("-Wwrite-strings", Side: OptionSide.Codegen),
    ];
}

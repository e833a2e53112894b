using Distplusplus.Compiler.Parsing;

namespace Distplusplus.Compiler.Options;

/// <summary>Options that begin with -W and are no plain warning. Sorted by name.</summary>
internal static class WarningOptions
{
    public static readonly OptionEntry[] Entries =
    [
        new("-W#pragma-messages"),
        new("-W#warnings"),
        new("-Wa,", ValueStyle.Joined, Value: ValueMeaning.AssemblerWords),
        new("-Werror=#pragma-messages"),
        new("-Werror=#warnings"),
        new("-Wl,", ValueStyle.Joined, OptionSide.Link, ValueMeaning.LinkerWords),
        new("-Wno-#pragma-messages"),
        new("-Wno-#warnings"),
        new("-Wno-error=#pragma-messages"),
        new("-Wno-error=#warnings"),
        new("-Wp,", ValueStyle.Joined, Value: ValueMeaning.PreprocessorWords),
        new("-Wsystem-headers-in-module=", ValueStyle.Joined, Local: LocalReason.Modules),
    ];
}

namespace Distplusplus.Compiler;

/// <summary>Options that mean the processor of the machine the compiler runs on.</summary>
internal static class NativeOption
{
    /// <summary>-march=native and its kin.</summary>
    public static bool Is(ParsedOption option)
        => (option.Entry.Traits & OptionTraits.MayBeNative) != 0
            && (option.Value == "native" || option.Value.StartsWith("native+", StringComparison.Ordinal));
}

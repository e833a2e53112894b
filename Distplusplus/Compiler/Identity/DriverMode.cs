using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>clang's --driver-mode=, which selects C or C++ independently of the name.</summary>
internal static class DriverMode
{
    private const string Option = "--driver-mode=";

    /// <summary>The driver that the last such option selects, at any position.</summary>
    public static CompilerDriver Of(CompilerDriver driver, IReadOnlyList<string> arguments)
        => driver.Family == CompilerFamily.Clang
            && arguments.LastOrDefault(word => word.StartsWith(Option, StringComparison.Ordinal)) is { } last
                ? driver with { IsCxx = last == $"{Option}g++" }
                : driver;
}

using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>clang's --driver-mode=, which says whether C sources are taken for C++, whatever its name.</summary>
internal static class DriverMode
{
    private const string Option = "--driver-mode=";

    /// <summary>The driver as the last such option makes it, wherever that stands.</summary>
    public static CompilerDriver Of(CompilerDriver driver, IReadOnlyList<string> arguments)
        => driver.Family == CompilerFamily.Clang
            && arguments.LastOrDefault(word => word.StartsWith(Option, StringComparison.Ordinal)) is { } last
                ? driver with { IsCxx = last == $"{Option}g++" }
                : driver;
}

using Distplusplus.Compiler.Options;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Hosting;

/// <summary>
/// The options of an offer: what a host needs to know beyond source, output, language and dependencies.
/// </summary>
internal static class OfferedOptions
{
    /// <summary>Everything that is said, but what speaks to gcc's linker alone.</summary>
    public static IReadOnlyList<string> Of(CompileCommand command)
    {
        var options = new List<string>(command.Options.Length);
        foreach (var option in command.Options)
        {
            if (IsOffered(option, command.Family))
            {
                options.AddRange(option.Arguments);
            }
        }

        return options;
    }

    private static bool IsOffered(ParsedOption option, CompilerFamily family)
        => option.Entry.Side != OptionSide.Command
            && !DependencyOptions.IsDependencyForm(option)
            && !(option.Entry.Side == OptionSide.Link && family == CompilerFamily.Gcc
                && option.Entry.Style != ValueStyle.None);
}

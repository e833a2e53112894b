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
    /// <param name="extra">Options that stand for environment variables.</param>
    /// <param name="systemDirectories">Those of the offer.</param>
    public static IReadOnlyList<string> Of(
        CompileCommand command, IReadOnlyList<string> extra, IReadOnlyList<string> systemDirectories)
    {
        var options = new List<string>(command.Options.Length);
        foreach (var option in command.Options.Concat(CommandLineReader.Read(extra, command.Family)
            .OfType<CommandLineWord.Option>().Select(word => word.Parsed)))
        {
            if (IsOffered(option, command.Family) && !IsShadowed(option, systemDirectories))
            {
                options.AddRange(option.Arguments);
            }
        }

        return options;
    }

    /// <summary>Compilers ignore an -I that names a system directory, which keeps its later place.</summary>
    public static bool IsShadowed(ParsedOption option, IReadOnlyList<string> systemDirectories)
        => option.Entry.Name == "-I"
            && systemDirectories.Any(known => known.TrimEnd('/') == option.Value.TrimEnd('/'));

    private static bool IsOffered(ParsedOption option, CompilerFamily family)
        => option.Entry.Side != OptionSide.Command
            && !DependencyOptions.IsDependencyForm(option)
            && !(option.Entry.Side == OptionSide.Link && family == CompilerFamily.Gcc
                && option.Entry.Style != ValueStyle.None);
}

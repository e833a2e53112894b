using System.Collections.Immutable;
using Distplusplus.Compiler.Options;

namespace Distplusplus.Compiler.Parsing;

/// <summary>The part of a command line that decides which files a source includes. Paths are as written.</summary>
/// <param name="Quote">-iquote.</param>
/// <param name="Angle">-I.</param>
/// <param name="System">-isystem.</param>
/// <param name="After">-idirafter.</param>
/// <param name="ForcedIncludes">-include and -imacros, in order.</param>
/// <param name="Macros">-D as written ("X", "X=1"), -U left out.</param>
/// <param name="DirectoryOptions">
/// Options that change the compiler's own directories (-m32, -stdlib=, --sysroot=, -nostdinc, -target, -std=, -isysroot
/// …): the key under which they are remembered and the arguments with which they are asked.
/// </param>
internal sealed record IncludeOptions(
    ImmutableArray<string> Quote,
    ImmutableArray<string> Angle,
    ImmutableArray<string> System,
    ImmutableArray<string> After,
    ImmutableArray<string> ForcedIncludes,
    ImmutableArray<string> Macros,
    ImmutableArray<string> DirectoryOptions)
{
    /// <summary>Gathers them from a compile.</summary>
    public static IncludeOptions Of(CompileCommand command)
    {
        return new IncludeOptions(
            Values("-iquote"), Values("-I"), Values("-isystem"), Values("-idirafter"), Values("-include", "-imacros"),
            [.. Values("-D"), .. Values("-Wp,", "-Xpreprocessor").SelectMany(MacrosAmong)],
            [.. command.Options.Where(ChangesDirectories).SelectMany(option => option.Arguments)]);

        ImmutableArray<string> Values(params string[] names)
            => [.. command.Options.Where(option => names.Contains(option.Entry.Name)).Select(option => option.Value)];
    }

    private static bool ChangesDirectories(ParsedOption option)
        => (option.Entry.Traits & OptionTraits.ChangesDirectories) != 0
            || option.Entry.Name is "-std=" or "--std" or "--std=" or "-ansi";

    private static IEnumerable<string> MacrosAmong(string words)
        => words.Split(',').Where(word => word.StartsWith("-D", StringComparison.Ordinal)).Select(word => word[2..]);
}

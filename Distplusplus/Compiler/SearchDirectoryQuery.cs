using System.Collections.Immutable;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>How a compiler is asked for its own search directories, and how its answer reads.</summary>
internal static class SearchDirectoryQuery
{
    public static ImmutableArray<string> Arguments(IncludeOptions options, CompilerFamily family, Language language)
        => [.. options.DirectoryOptions, "-E", "-v", "-x", language switch
        {
            Language.Cxx => "c++",
            Language.ObjectiveC => "objective-c",
            Language.ObjectiveCxx => "objective-c++",
            Language.AssemblerWithCpp => "assembler-with-cpp",
            _ => "c",
        }, "/dev/null"];

    public static ImmutableArray<string> Parse(string error)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var inside = false;
        foreach (var line in error.Split('\n'))
        {
            if (line.StartsWith("End of search list", StringComparison.Ordinal))
            {
                break;
            }

            if (inside && line.StartsWith(' '))
            {
                found.Add(line[1..]);
            }

            inside |= line.StartsWith("#include <...>", StringComparison.Ordinal);
        }

        return found.DrainToImmutable();
    }
}

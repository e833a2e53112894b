using System.Collections.Immutable;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;

namespace Distplusplus.Compiler.Identity;

/// <summary>Queries a compiler's default directories for an #include in angle brackets.</summary>
internal static class SearchDirectoryQuery
{
    /// <summary>The arguments without argv[0]; the answer comes on standard error.</summary>
    public static IReadOnlyList<string> Arguments(IncludeOptions options, Language language)
        => [.. options.DirectoryOptions, "-E", "-v", "-x", SourceLanguage.Name(language), "/dev/null"];

    /// <summary>
    /// The directories in order, spelled as the compiler spells them; null: the answer has no such list.
    /// </summary>
    /// <param name="error">What the compiler wrote on standard error, in the C locale.</param>
    public static ImmutableArray<string>? Parse(string error)
    {
        const string Start = "#include <...> search starts here:";
        const string End = "End of search list.";
        var from = error.IndexOf(Start, StringComparison.Ordinal);
        var to = from < 0 ? -1 : error.IndexOf(End, from, StringComparison.Ordinal);
        if (to < 0)
        {
            return null;
        }

        var directories = ImmutableArray.CreateBuilder<string>();
        foreach (var line in error[(from + Start.Length)..to].Split('\n'))
        {
            // Frameworks are of another system and end in " (framework directory)".
            if (line.Length > 1 && line[0] == ' ' && !line.EndsWith(" (framework directory)", StringComparison.Ordinal))
            {
                directories.Add(line[1..].TrimEnd('\r'));
            }
        }

        return directories.ToImmutable();
    }
}

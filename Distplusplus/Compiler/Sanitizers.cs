namespace Distplusplus.Compiler;

/// <summary>Whether a command line asks for sanitizers, which put columns of the source into the object.</summary>
internal static class Sanitizers
{
    public static bool AreWanted(IEnumerable<ParsedOption> options)
        => options.Any(option => option.Entry.Name.StartsWith("-fsanitize", StringComparison.Ordinal));
}

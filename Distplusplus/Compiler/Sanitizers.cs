namespace Distplusplus.Compiler;

/// <summary>Sanitizers put names and columns of the source into the object, where no map reaches them.</summary>
internal static class Sanitizers
{
    public static bool IsOne(ParsedOption option)
        => option.Entry.Name.StartsWith("-fsanitize", StringComparison.Ordinal);
}

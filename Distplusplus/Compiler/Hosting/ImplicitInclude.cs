namespace Distplusplus.Compiler.Hosting;

/// <summary>The header that gcc includes before anything else, where the C library has one.</summary>
internal static class ImplicitInclude
{
    public const string Name = "stdc-predef.h";

    /// <summary>True if one of the inputs is that header in a system directory.</summary>
    /// <param name="inputs">Absolute and normal paths.</param>
    public static bool IsAmong(IEnumerable<string> inputs, IReadOnlyList<string> systemDirectories)
        => inputs.Any(input => input.EndsWith("/" + Name, StringComparison.Ordinal)
            && systemDirectories.Any(directory => JobPath.Normalize("/", directory) == input[..^(Name.Length + 1)]));
}

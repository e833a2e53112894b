using Distplusplus.Protocol;

namespace Distplusplus.Compiler;

/// <summary>Sanitizers put names and columns of the source into the object, where no map reaches them.</summary>
internal static class Sanitizers
{
    /// <summary>Where the tree stands at "/" the names are the client's; elsewhere it depends on the source.</summary>
    public static bool AreOn(HostJob job)
        => job.Mode.IsDirect() && job.Options.Any(
            option => option.StartsWith("-fsanitize", StringComparison.Ordinal));

    public static bool IsOne(ParsedOption option)
        => option.Entry.Name.StartsWith("-fsanitize", StringComparison.Ordinal);
}

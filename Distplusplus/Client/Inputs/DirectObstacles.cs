using Distplusplus.Platform;

namespace Distplusplus.Client.Inputs;

/// <summary>Sentences of <see cref="DirectObstacle"/>.</summary>
internal static class DirectObstacles
{
    /// <summary>One clause for people.</summary>
    public static string Sentence(DirectObstacle obstacle, string culprit)
    {
        var it = NativeText.ForPeople(culprit);
        return obstacle switch
        {
            DirectObstacle.ComputedInclude => $"only the compiler knows which file {it} includes",
            DirectObstacle.ImplicitInclude => $"{it} would replace the header that gcc includes implicitly",
            DirectObstacle.AssemblerInclude => $"{it} makes the assembler read a file (.incbin or .include)",
            DirectObstacle.Modules => $"{it} uses modules",
            DirectObstacle.PrecompiledHeader => $"the compiler would use the precompiled header {it}",
            DirectObstacle.Option when !culprit.StartsWith('-') => $"{it} is not a usable include directory",
            DirectObstacle.Option => $"{it} searches for files in a way that is not supported",
            DirectObstacle.ClimbsAboveRoot => $"the path {it} leads above the root directory",
            DirectObstacle.Unreadable => $"{it} cannot be read or is not a regular file",
            DirectObstacle.Changing => $"{it} changed while it was read",
            DirectObstacle.HardLinks => $"{it} is read under two names (hard links)",
            DirectObstacle.NoSource => $"the source {it} does not exist",
            DirectObstacle.SearchDirectories => $"{it} did not report its include search path",
            DirectObstacle.TooMuch => $"{it} includes more files than an offer may have",
        };
    }
}

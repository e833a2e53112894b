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
            DirectObstacle.ImplicitInclude => $"{it} would be taken for the header that gcc includes by itself",
            DirectObstacle.AssemblerInclude => $"{it} makes the assembler read a file (.incbin or .include)",
            DirectObstacle.Modules => $"{it} uses modules",
            DirectObstacle.PrecompiledHeader => $"the precompiled header {it} would be taken",
            DirectObstacle.Option when !culprit.StartsWith('-') => $"{it} is no directory to search for headers",
            DirectObstacle.Option => $"{it} finds files in ways that are not followed",
            DirectObstacle.ClimbsAboveRoot => $"the path {it} climbs above the root directory",
            DirectObstacle.Unreadable => $"{it} cannot be read or is no regular file",
            DirectObstacle.Changing => $"{it} changed while it was read",
            DirectObstacle.HardLinks => $"{it} is one file under two names",
            DirectObstacle.NoSource => $"the source {it} is not there",
            DirectObstacle.SearchDirectories => $"{it} did not tell where it searches for headers",
            DirectObstacle.TooMuch => $"{it} brings more files than an offer may carry",
        };
    }
}

namespace Distplusplus.Client.Inputs;

/// <summary>Why the files a compile may look at cannot be known without preprocessing. Stable names, in logs and docs.</summary>
internal enum DirectObstacle
{
    /// <summary>An #include whose name a macro computes in a way only the compiler knows.</summary>
    ComputedInclude,
}

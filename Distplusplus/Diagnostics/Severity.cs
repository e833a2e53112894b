namespace Distplusplus.Diagnostics;

/// <summary>How much a finding matters to a build.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Builds work, and not as well as they could.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Problem,
}

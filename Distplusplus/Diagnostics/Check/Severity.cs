using System.Text.Json.Serialization;

namespace Distplusplus.Diagnostics.Check;

/// <summary>The severity of a finding for a build.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Builds work, and not as well as they could.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something does not work.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,
}

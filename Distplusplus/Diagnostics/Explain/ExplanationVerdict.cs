using System.Text.Json.Serialization;

namespace Distplusplus.Diagnostics.Explain;

/// <summary>Where one compile would run.</summary>
internal enum ExplanationVerdict
{
    /// <summary>At a host.</summary>
    [JsonStringEnumMemberName("remote")]
    Remote,

    /// <summary>Here.</summary>
    [JsonStringEnumMemberName("local")]
    Local,

    /// <summary>Nowhere: there is no such compiler.</summary>
    [JsonStringEnumMemberName("impossible")]
    Impossible,
}

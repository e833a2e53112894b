using System.Collections.Immutable;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>
/// What SettingsReader found for a compile. The client looks at the settings and the problems, <c>check</c> at all
/// of it.
/// </summary>
/// <param name="File">The file that was read; null: there is none.</param>
/// <param name="Problems">What could not be used; never a reason not to compile.</param>
internal sealed record ClientConfiguration(
    ClientSettings Settings,
    string? File,
    ImmutableArray<ConfigurationProblem> Problems,
    SettingLayers Layers,
    SettingLayers TlsLayers)
{
    /// <summary>What a compile says of all problems in one line; null: there are none.</summary>
    public string? Complaint => Problems switch
    {
        [] => null,
        [var only] => only.Message,
        [var first, ..] => $"{first.Message} (and {Problems.Length - 1} more: see `distplusplus check`)",
    };

    /// <summary>Every setting with its origin.</summary>
    public ImmutableArray<SettingOrigin> Origins => [.. Layers.Origins, .. TlsLayers.Origins];

    /// <summary>Where a setting's value was written.</summary>
    public ValueOrigin OriginOf(string key) => Layers.OriginOf(key);
}

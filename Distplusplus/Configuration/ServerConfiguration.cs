using System.Collections.Immutable;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>The result of SettingsReader for a build host. A host does not start with invalid settings.</summary>
/// <param name="File">The file that was read; null: there is none.</param>
internal sealed record ServerConfiguration(
    ServerSettings Settings,
    string? File,
    ImmutableArray<ConfigurationProblem> Problems,
    SettingLayers Layers,
    SettingLayers TlsLayers)
{
    /// <summary>Every setting with its origin.</summary>
    public ImmutableArray<SettingOrigin> Origins => [.. Layers.Origins, .. TlsLayers.Origins];

    /// <summary>Where a setting's value was written.</summary>
    public ValueOrigin OriginOf(string key) => Layers.OriginOf(key);
}

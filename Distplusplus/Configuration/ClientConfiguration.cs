using System.Collections.Immutable;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>
/// The result of SettingsReader for a client. A compile uses settings and problems, <c>check</c> uses everything.
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
    /// <summary>All problems in one line, for a compile; null if there are none.</summary>
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

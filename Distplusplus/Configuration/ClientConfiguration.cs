using System.Collections.Immutable;
using System.Globalization;

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
    Func<string, ValueOrigin> OriginOf)
{
    /// <summary>What a compile says of all problems in one line; null: there are none.</summary>
    public string? Complaint => Problems switch
    {
        [] => null,
        [var only] => only.Message,
        [var first, ..] => $"{first.Message} (and {Problems.Length - 1} more: see `distplusplus check`)",
    };

    /// <summary>Every setting with its origin.</summary>
    public ImmutableArray<SettingOrigin> Origins =>
    [
        Origin(SettingNames.Servers, string.Join(' ', Settings.Servers)),
        Origin(SettingNames.LogLevel, ChoiceText.Name(Settings.LogLevel)),
        Origin(SettingNames.Fallback, ChoiceText.Name(Settings.Fallback)),
        Origin(SettingNames.Mode, ChoiceText.Name(Settings.Mode)),
        Origin(SettingNames.Compression, ChoiceText.Name(Settings.Compression)),
        Origin(SettingNames.CompressionLevel, Number(Settings.CompressionLevel)),
        Origin(SettingNames.ConnectTimeout, DurationText.Format(Settings.ConnectTimeout)),
        Origin(SettingNames.SlotTimeout, DurationText.Format(Settings.SlotTimeout)),
        Origin(SettingNames.SilenceTimeout, DurationText.Format(Settings.SilenceTimeout)),
        Origin(SettingNames.JobTimeout, DurationText.Format(Settings.JobTimeout)),
        Origin(SettingNames.LocalSlots, Number(Settings.LocalSlots)),
        Origin(SettingNames.DistributeProbes, ChoiceText.Name(Settings.DistributeProbes)),
    ];

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "auto";

    private SettingOrigin Origin(string key, string value) => new(key, value, OriginOf(key));
}

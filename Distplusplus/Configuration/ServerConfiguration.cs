using System.Collections.Immutable;
using System.Globalization;

namespace Distplusplus.Configuration;

/// <summary>What SettingsReader found for a build host. A host does not start on misunderstood settings.</summary>
/// <param name="File">The file that was read; null: there is none.</param>
internal sealed record ServerConfiguration(
    ServerSettings Settings,
    string? File,
    ImmutableArray<ConfigurationProblem> Problems,
    Func<string, ValueOrigin> OriginOf)
{
    /// <summary>Every setting with its origin.</summary>
    public ImmutableArray<SettingOrigin> Origins =>
    [
        Origin(SettingNames.Listen, Settings.Listen.ToString()),
        Origin(SettingNames.Slots, Number(Settings.Slots)),
        Origin(SettingNames.Compilers, string.Join(' ', Settings.CompilerDirectories)),
        Origin(SettingNames.TemporaryDirectory, Settings.TemporaryDirectory ?? "auto"),
        Origin(SettingNames.StoreDirectory, Settings.StoreDirectory ?? "auto"),
        Origin(SettingNames.StoreBytes, ByteSizeText.Format(Settings.StoreBytes)),
        Origin(SettingNames.Queue, Number(Settings.QueueLimit)),
        Origin(SettingNames.JobTimeout, DurationText.Format(Settings.JobTimeout)),
        Origin(SettingNames.Heartbeat, DurationText.Format(Settings.Heartbeat)),
        Origin(SettingNames.DrainTimeout, DurationText.Format(Settings.DrainTimeout)),
        Origin(SettingNames.InsecurePlaintext, ChoiceText.Name(Settings.InsecurePlaintext)),
        Origin(SettingNames.LogLevel, ChoiceText.Name(Settings.LogLevel)),
    ];

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "auto";

    private SettingOrigin Origin(string key, string value)
        => new($"{SettingNames.ServeTable}.{key}", value, OriginOf(key));
}

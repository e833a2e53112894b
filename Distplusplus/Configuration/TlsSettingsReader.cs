using System.Collections.Immutable;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;

namespace Distplusplus.Configuration;

/// <summary>Reads the table <c>[tls]</c>, for SettingsReader.</summary>
internal static class TlsSettingsReader
{
    public const string Table = "tls";

    private const string SystemState = "/var/lib/distplusplus";

    /// <summary>The keys below [tls].</summary>
    public static ImmutableArray<string> Keys => Asked().Keys;

    /// <summary>Their environment variables.</summary>
    public static ImmutableArray<string> Variables => Asked().Variables;

    /// <summary>The problems of the file as a whole are told by its main table.</summary>
    public static SettingLayers Layers(Func<string, string?> environment, ConfigurationFile file)
        => new(environment, file with { Problems = [] }, Table, "DISTPLUSPLUS_TLS_");

    /// <param name="directory">Where pairing keeps its files unless that is written.</param>
    public static TlsSettings Read(SettingLayers layers, string? directory)
    {
        var settings = new TlsSettings
        {
            Authority = layers.One("ca", ValueForms.File, null),
            Certificate = layers.One("certificate", ValueForms.File, null),
            Key = layers.One("key", ValueForms.File, null),
            Allowed = layers.Many("allowed", ValueForms.Name, ' ', "[\"name\", \"SHA256:…\"]")!,
            Directory = layers.One("directory", ValueForms.Directory, directory),
        };
        layers.ReportUnknown(tables: [], elsewhere: () => []);
        if (settings is { Key: not null, Certificate: null })
        {
            layers.Report("key", "a key is of no use without its certificate: set `certificate` as well");
        }

        return settings;
    }

    public static string? ClientDirectory(Func<string, string?> environment)
        => ConfigurationFile.UserDirectory(environment) is { } user ? $"{user}/distplusplus" : null;

    /// <summary>
    /// A service has a directory of its own from systemd; a host that root starts becomes another user, who has none.
    /// </summary>
    public static string? HostDirectory(Func<string, string?> environment)
        => environment("STATE_DIRECTORY") is ['/', ..] and var state ? state.Split(':')[0]
            : Libc.EffectiveUser() == 0 ? SystemState
            : ClientDirectory(environment);

    private static SettingLayers Asked()
    {
        var layers = Layers(_ => null, ConfigurationFile.None);
        _ = Read(layers, directory: null);
        return layers;
    }
}

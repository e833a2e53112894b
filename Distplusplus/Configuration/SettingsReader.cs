using System.Globalization;
using Distplusplus.Platform;

namespace Distplusplus.Configuration;

/// <summary>
/// Reads settings once per process: flags over environment over file over default. Nothing here throws: what cannot be
/// used is a <see cref="ConfigurationProblem"/>, and the default holds.
/// </summary>
internal static class SettingsReader
{
    private const string SystemDirectory = "/etc";

    /// <param name="configFlag">The value of --config, if given.</param>
    /// <param name="systemDirectory">Where the machine's own file is; tests have their own.</param>
    public static ClientConfiguration ForClient(
        Func<string, string?> environment, string? configFlag, string systemDirectory = SystemDirectory)
    {
        var file = ConfigurationFile.Find(environment, configFlag, systemDirectory);
        var layers = new SettingLayers(environment, file, table: "");
        var defaults = new ClientSettings();
        var settings = new ClientSettings
        {
            Servers = layers.Many<HostAddress>(
                SettingNames.Servers, "DISTPLUSPLUS_SERVERS", ' ', [], "", "[\"host:port\", \"host:port\"]",
                HostAddress.TryParse),
            LogLevel = layers.One<LogThreshold>(
                SettingNames.LogLevel, "DISTPLUSPLUS_LOG_LEVEL", null, ChoiceText.LogLevels,
                defaults.LogLevel, ChoiceText.TryParse),
            Fallback = layers.One<bool>(
                SettingNames.Fallback, "DISTPLUSPLUS_FALLBACK", null, ChoiceText.Flags,
                defaults.Fallback, ChoiceText.TryParse),
            Mode = layers.One<SendPreference>(
                SettingNames.Mode, "DISTPLUSPLUS_MODE", null, ChoiceText.Modes, defaults.Mode, ChoiceText.TryParse),
            Compression = layers.One<CompressionPreference>(
                SettingNames.Compression, "DISTPLUSPLUS_COMPRESSION", null, ChoiceText.Compressions,
                defaults.Compression, ChoiceText.TryParse),
            CompressionLevel = layers.One<int?>(
                SettingNames.CompressionLevel, "DISTPLUSPLUS_COMPRESSION_LEVEL", null,
                "a number from -7 to 19", defaults.CompressionLevel, Number(-7, 19)),
            ConnectTimeout = layers.One<TimeSpan>(
                SettingNames.ConnectTimeout, "DISTPLUSPLUS_CONNECT_TIMEOUT", null, DurationText.Form,
                defaults.ConnectTimeout, DurationText.TryParse),
            SlotTimeout = layers.One<TimeSpan>(
                SettingNames.SlotTimeout, "DISTPLUSPLUS_SLOT_TIMEOUT", null, DurationText.Form,
                defaults.SlotTimeout, DurationText.TryParse),
            SilenceTimeout = layers.One<TimeSpan>(
                SettingNames.SilenceTimeout, "DISTPLUSPLUS_SILENCE_TIMEOUT", null, DurationText.Form,
                defaults.SilenceTimeout, DurationText.TryParse),
            JobTimeout = layers.One<TimeSpan>(
                SettingNames.JobTimeout, "DISTPLUSPLUS_JOB_TIMEOUT", null, DurationText.Form,
                defaults.JobTimeout, DurationText.TryParse),
            LocalSlots = layers.One<int?>(
                SettingNames.LocalSlots, "DISTPLUSPLUS_LOCAL_SLOTS", null, "a number from 1 to 4096",
                defaults.LocalSlots, Number(1, 4096)),
            DistributeProbes = layers.One<bool>(
                SettingNames.DistributeProbes, "DISTPLUSPLUS_DISTRIBUTE_PROBES", null, ChoiceText.Flags,
                defaults.DistributeProbes, ChoiceText.TryParse),
        };
        layers.ReportUnknown("", SettingNames.Top, elsewhere: SettingNames.Serve);
        return new ClientConfiguration(settings, file.Path, layers.Problems, layers.OriginOf);
    }

    /// <param name="flags">What the command line of <c>serve</c> says, not yet understood.</param>
    /// <inheritdoc cref="ForClient"/>
    public static ServerConfiguration ForServer(
        Func<string, string?> environment,
        string? configFlag,
        ServerFlags flags,
        string systemDirectory = SystemDirectory)
    {
        var file = ConfigurationFile.Find(environment, configFlag, systemDirectory);
        var layers = new SettingLayers(environment, file, table: SettingNames.ServeTable);
        var defaults = new ServerSettings();
        var settings = new ServerSettings
        {
            Listen = layers.One<HostAddress>(
                SettingNames.Listen, "DISTPLUSPLUS_LISTEN_ADDRESS", flags.Listen,
                defaults.Listen, HostAddress.TryParseListener),
            Slots = layers.One<int?>(
                SettingNames.Slots, "DISTPLUSPLUS_SLOTS", flags.Slots, "a number from 1 to 4096",
                defaults.Slots, Number(1, 4096)),
            CompilerDirectories = layers.Many<string>(
                SettingNames.Compilers, "DISTPLUSPLUS_COMPILERS", ':', flags.Compilers, "--compilers",
                "[\"/usr/libexec/distplusplus\"]", Directory),
            TemporaryDirectory = layers.One<string?>(
                SettingNames.TemporaryDirectory, "DISTPLUSPLUS_TEMP_DIR", null,
                defaults.TemporaryDirectory, Directory),
            StoreDirectory = layers.One<string?>(
                SettingNames.StoreDirectory, "DISTPLUSPLUS_STORE_DIR", null, defaults.StoreDirectory, Directory),
            StoreBytes = layers.One<long>(
                SettingNames.StoreBytes, "DISTPLUSPLUS_STORE_BYTES", null, ByteSizeText.Form,
                defaults.StoreBytes, ByteSizeText.TryParse),
            QueueLimit = layers.One<int?>(
                SettingNames.Queue, "DISTPLUSPLUS_QUEUE", null, "a number from 0 to 1000000",
                defaults.QueueLimit, Number(0, 1_000_000)),
            JobTimeout = layers.One<TimeSpan>(
                SettingNames.JobTimeout, "DISTPLUSPLUS_JOB_TIMEOUT", null, DurationText.Form,
                defaults.JobTimeout, DurationText.TryParse),
            Heartbeat = layers.One<TimeSpan>(
                SettingNames.Heartbeat, "DISTPLUSPLUS_HEARTBEAT", null, DurationText.Form,
                defaults.Heartbeat, DurationText.TryParse),
            DrainTimeout = layers.One<TimeSpan>(
                SettingNames.DrainTimeout, "DISTPLUSPLUS_DRAIN_TIMEOUT", null, DurationText.Form,
                defaults.DrainTimeout, DurationText.TryParse),
            InsecurePlaintext = layers.One<bool>(
                SettingNames.InsecurePlaintext, "DISTPLUSPLUS_INSECURE_PLAINTEXT",
                flags.InsecurePlaintext ? "true" : null, ChoiceText.Flags,
                defaults.InsecurePlaintext, ChoiceText.TryParse),
            LogLevel = layers.One<LogThreshold>(
                SettingNames.LogLevel, "DISTPLUSPLUS_LOG_LEVEL", flags.LogLevel, ChoiceText.LogLevels,
                defaults.LogLevel, ChoiceText.TryParse),
        };
        layers.ReportUnknown(SettingNames.ServeTable, SettingNames.Serve, elsewhere: SettingNames.Top);
        return new ServerConfiguration(settings, file.Path, layers.Problems, layers.OriginOf);
    }

    private static SettingLayers.ReadText<int?> Number(int lowest, int highest)
        => (string text, out int? number) =>
        {
            number = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                && parsed >= lowest && parsed <= highest ? parsed : null;
            return number.HasValue;
        };

    private static bool Directory(string text, out string? path, out string? error)
    {
        path = text;
        error = text.StartsWith('/')
            ? null
            : $"\"{NativeText.ForPeople(text)}\" is no absolute path: write one that begins with /";
        return error is null;
    }
}

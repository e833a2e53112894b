using System.Collections.Immutable;
using Distplusplus.Configuration.Values;

namespace Distplusplus.Configuration;

/// <summary>
/// Reads settings once per process: flags over environment over file over default. Nothing here throws: what cannot be
/// used is a <see cref="ConfigurationProblem"/>, and the default holds. One line here is one setting.
/// </summary>
internal static class SettingsReader
{
    public const string ServeTable = "serve";

    private const string SystemDirectory = "/etc";

    /// <summary>The keys at the top of the file, as distplusplus.toml(5) documents them.</summary>
    public static ImmutableArray<string> ClientKeys => Asked(layers => Client(layers)).Keys;

    /// <summary>The keys below [serve].</summary>
    public static ImmutableArray<string> ServerKeys => Asked(layers => Server(layers, new ServerFlags())).Keys;

    /// <summary>The environment variables of all settings.</summary>
    public static ImmutableArray<string> Variables =>
    [
        .. Asked(layers => Client(layers)).Variables,
        .. Asked(layers => Server(layers, new ServerFlags())).Variables,
        .. TlsSettingsReader.Variables,
    ];

    /// <summary>The sections of the file.</summary>
    public static ImmutableArray<string> Tables => [ServeTable, TlsSettingsReader.Table];

    /// <param name="configFlag">The value of --config, if given.</param>
    /// <param name="systemDirectory">Where the machine's own file is; tests have their own.</param>
    public static ClientConfiguration ForClient(
        Func<string, string?> environment, string? configFlag, string systemDirectory = SystemDirectory)
    {
        var file = ConfigurationFile.Find(environment, configFlag, systemDirectory);
        var layers = new SettingLayers(environment, file, table: "");
        var tls = TlsSettingsReader.Layers(environment, file);
        var settings = Client(layers) with
        {
            Tls = TlsSettingsReader.Read(tls, TlsSettingsReader.ClientDirectory(environment)),
        };
        layers.ReportUnknown(tables: Tables, elsewhere: () => ServerKeys);
        return new ClientConfiguration(settings, file.Path, [.. layers.Problems, .. tls.Problems], layers, tls);
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
        var layers = new SettingLayers(environment, file, ServeTable);
        var tls = TlsSettingsReader.Layers(environment, file);
        var settings = Server(layers, flags) with
        {
            Tls = TlsSettingsReader.Read(tls, TlsSettingsReader.HostDirectory(environment)),
        };
        layers.ReportUnknownTables();
        layers.ReportUnknown(tables: [], elsewhere: () => ClientKeys);
        return new ServerConfiguration(settings, file.Path, [.. layers.Problems, .. tls.Problems], layers, tls);
    }

    private static ClientSettings Client(SettingLayers layers)
    {
        var otherwise = new ClientSettings();
        return new ClientSettings
        {
            Servers = layers.Many("servers", ValueForms.Host, ' ', "[\"host:port\", \"host:port\"]"),
            LogLevel = layers.One("log_level", ValueForms.LogLevel, otherwise.LogLevel),
            Fallback = layers.One("fallback", ValueForms.Flag, otherwise.Fallback),
            CompressionLevel = layers.One(
                "compression_level", ValueForms.Number(-7, 19), otherwise.CompressionLevel)
                ?? otherwise.CompressionLevel,
            ConnectTimeout = layers.One("connect_timeout", ValueForms.Duration, otherwise.ConnectTimeout),
            SlotTimeout = layers.One("slot_timeout", ValueForms.Duration, otherwise.SlotTimeout),
            SilenceTimeout = layers.One("silence_timeout", ValueForms.Duration, otherwise.SilenceTimeout),
            JobTimeout = layers.One("job_timeout", ValueForms.Duration, otherwise.JobTimeout),
            LocalSlots = layers.One("local_slots", ValueForms.Number(1, 4096), otherwise.LocalSlots),
            Records = layers.One("records", ValueForms.Flag, otherwise.Records),
            DistributeProbes = layers.One("distribute_probes", ValueForms.Flag, otherwise.DistributeProbes),
        };
    }

    private static ServerSettings Server(SettingLayers layers, ServerFlags flags)
    {
        var otherwise = new ServerSettings();
        return new ServerSettings
        {
            Listen = layers.One(
                "listen", ValueForms.Listener, otherwise.Listen, flags.Listen, "DISTPLUSPLUS_LISTEN_ADDRESS"),
            Slots = layers.One("slots", ValueForms.Number(1, 4096), otherwise.Slots, flags.Slots),
            CompilerDirectories = layers.Many(
                "compilers", ValueForms.Directory, ':', "[\"/usr/libexec/distplusplus\"]", flags.Compilers)!,
            TemporaryDirectory = layers.One("temp_dir", ValueForms.Directory, otherwise.TemporaryDirectory),
            StoreDirectory = layers.One("store_dir", ValueForms.Directory, otherwise.StoreDirectory),
            StoreBytes = layers.One("store_bytes", ValueForms.Bytes, otherwise.StoreBytes),
            QueueLimit = layers.One("queue", ValueForms.Number(0, 1_000_000), otherwise.QueueLimit),
            JobTimeout = layers.One("job_timeout", ValueForms.Duration, otherwise.JobTimeout),
            Heartbeat = layers.One("heartbeat", ValueForms.Duration, otherwise.Heartbeat),
            SilenceTimeout = layers.One("silence_timeout", ValueForms.Duration, otherwise.SilenceTimeout),
            DrainTimeout = layers.One("drain_timeout", ValueForms.Duration, otherwise.DrainTimeout),
            InsecurePlaintext = layers.One(
                "insecure_plaintext", ValueForms.Flag, otherwise.InsecurePlaintext,
                flags.InsecurePlaintext ? "true" : null),
            Isolation = layers.One("isolation", ValueForms.Isolation, otherwise.Isolation, flags.Isolation),
            User = layers.One("user", ValueForms.User, otherwise.User, flags.User),
            Readable = layers.Many("readable", ValueForms.Directory, ':', "[\"/opt/toolchains\"]")!,
            JobMemory = layers.One("job_memory", ValueForms.BytesOrAutomatic, otherwise.JobMemory),
            JobCpu = layers.One("job_cpu", ValueForms.Duration, otherwise.JobCpu),
            JobOutput = layers.One("job_output", ValueForms.Bytes, otherwise.JobOutput),
            JobProcesses = layers.One("job_processes", ValueForms.Number(4, 100_000), otherwise.JobProcesses)
                ?? otherwise.JobProcesses,
            Allow = layers.Many("allow", ValueForms.Network, ' ', "[\"10.0.0.0/8\"]")!,
            PeerConnections = layers.One(
                "peer_connections", ValueForms.Number(1, 1_000_000), otherwise.PeerConnections),
            SocketMode = layers.One("socket_mode", ValueForms.Permissions, otherwise.SocketMode),
            SocketGroup = layers.One("socket_group", ValueForms.Name, otherwise.SocketGroup),
            SocketUsers = layers.Many("socket_users", ValueForms.Name, ' ', "[\"alice\"]")!,
            SocketGroups = layers.Many("socket_groups", ValueForms.Name, ' ', "[\"build\"]")!,
            LogLevel = layers.One("log_level", ValueForms.LogLevel, otherwise.LogLevel, flags.LogLevel),
            LogFormat = layers.One("log_format", ValueForms.LogFormat, otherwise.LogFormat, flags.LogFormat),
            Status = layers.One("status", ValueForms.Web, otherwise.Status, flags.Status),
            Metrics = layers.One("metrics", ValueForms.Web, otherwise.Metrics, flags.Metrics),
        };
    }

    private static SettingLayers Asked(Action<SettingLayers> read)
    {
        var layers = new SettingLayers(_ => null, ConfigurationFile.None, table: "");
        read(layers);
        return layers;
    }
}

using System.Collections.Immutable;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;

namespace Distplusplus.Configuration;

/// <summary>
/// Reads settings once per process: flags over environment over file over default. Nothing here throws: what cannot be
/// used is a <see cref="ConfigurationProblem"/>, and the default holds. One line here is one setting.
/// </summary>
internal static class SettingsReader
{
    public const string ServeTable = "serve";

    private const string TlsTable = "tls";
    private const string TlsPrefix = "DISTPLUSPLUS_TLS_";
    private const string SystemDirectory = "/etc";
    private const string SystemState = "/var/lib/distplusplus";

    /// <summary>The keys at the top of the file, as distplusplus.toml(5) documents them.</summary>
    public static ImmutableArray<string> ClientKeys => Asked(layers => Client(layers)).Keys;

    /// <summary>The keys below [serve].</summary>
    public static ImmutableArray<string> ServerKeys => Asked(layers => Server(layers)).Keys;

    /// <summary>The keys below [tls].</summary>
    public static ImmutableArray<string> TlsKeys => Asked(layers => Tls(layers, null)).Keys;

    /// <summary>An empty command line.</summary>
    public static ILookup<string, string> NoFlags { get; } = Array.Empty<string>().ToLookup(flag => flag);

    /// <summary>The environment variables of all settings.</summary>
    public static ImmutableArray<string> Variables =>
    [
        .. Asked(layers => Client(layers)).Variables,
        .. Asked(layers => Server(layers)).Variables,
        .. Asked(layers => Tls(layers, null), TlsPrefix).Variables,
    ];

    /// <summary>The sections of the file.</summary>
    public static ImmutableArray<string> Tables => [ServeTable, TlsTable];

    /// <param name="configFlag">The value of --config, if given.</param>
    /// <param name="systemDirectory">Where the machine's own file is; tests have their own.</param>
    public static ClientConfiguration ForClient(
        Func<string, string?> environment, string? configFlag, string systemDirectory = SystemDirectory)
    {
        var file = ConfigurationFile.Find(environment, configFlag, systemDirectory);
        var layers = new SettingLayers(environment, file, table: "", NoFlags);
        var tls = TlsLayers(environment, file);
        var settings = Client(layers) with { Tls = Tls(tls, ClientDirectory(environment)) };
        layers.ReportUnknown(tables: Tables, elsewhere: () => ServerKeys);
        return new ClientConfiguration(settings, file.Path, [.. layers.Problems, .. tls.Problems], layers, tls);
    }

    /// <param name="flags">The command line of <c>serve</c>: texts by the key of the setting.</param>
    /// <inheritdoc cref="ForClient"/>
    public static ServerConfiguration ForServer(
        Func<string, string?> environment,
        string? configFlag,
        ILookup<string, string> flags,
        string systemDirectory = SystemDirectory)
    {
        var file = ConfigurationFile.Find(environment, configFlag, systemDirectory);
        var layers = new SettingLayers(environment, file, ServeTable, flags);
        var tls = TlsLayers(environment, file);
        var settings = Server(layers) with { Tls = Tls(tls, HostDirectory(environment)) };
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

    private static ServerSettings Server(SettingLayers layers)
    {
        var otherwise = new ServerSettings();
        return new ServerSettings
        {
            Listen = layers.One("listen", ValueForms.Listener, otherwise.Listen, "DISTPLUSPLUS_LISTEN_ADDRESS"),
            Slots = layers.One("slots", ValueForms.Number(1, 4096), otherwise.Slots),
            CompilerDirectories = layers.Many(
                "compilers", ValueForms.Directory, ':', "[\"/usr/libexec/distplusplus\"]")!,
            TemporaryDirectory = layers.One("temp_dir", ValueForms.Directory, otherwise.TemporaryDirectory),
            StoreDirectory = layers.One("store_dir", ValueForms.Directory, otherwise.StoreDirectory),
            StoreBytes = layers.One("store_bytes", ValueForms.Bytes, otherwise.StoreBytes),
            QueueLimit = layers.One("queue", ValueForms.Number(0, 1_000_000), otherwise.QueueLimit),
            JobTimeout = layers.One("job_timeout", ValueForms.Duration, otherwise.JobTimeout),
            Heartbeat = layers.One("heartbeat", ValueForms.Duration, otherwise.Heartbeat),
            SilenceTimeout = layers.One("silence_timeout", ValueForms.Duration, otherwise.SilenceTimeout),
            DrainTimeout = layers.One("drain_timeout", ValueForms.Duration, otherwise.DrainTimeout),
            InsecurePlaintext = layers.One("insecure_plaintext", ValueForms.Flag, otherwise.InsecurePlaintext),
            Isolation = layers.One("isolation", ValueForms.Isolation, otherwise.Isolation),
            User = layers.One("user", ValueForms.User, otherwise.User),
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
            LogLevel = layers.One("log_level", ValueForms.LogLevel, otherwise.LogLevel),
            LogFormat = layers.One("log_format", ValueForms.LogFormat, otherwise.LogFormat),
            Status = layers.One("status", ValueForms.Web, otherwise.Status),
            Metrics = layers.One("metrics", ValueForms.Web, otherwise.Metrics),
        };
    }

    private static TlsSettings Tls(SettingLayers layers, string? directory)
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

    // The problems of the file as a whole are told by its main table.
    private static SettingLayers TlsLayers(Func<string, string?> environment, ConfigurationFile file)
        => new(environment, file with { Problems = [] }, TlsTable, NoFlags, TlsPrefix);

    private static string? ClientDirectory(Func<string, string?> environment)
        => ConfigurationFile.UserDirectory(environment) is { } user ? $"{user}/distplusplus" : null;

    // A service has a directory of its own from systemd; a host that root starts becomes another user, who has none.
    private static string? HostDirectory(Func<string, string?> environment)
        => environment("STATE_DIRECTORY") is ['/', ..] and var state ? state.Split(':')[0]
            : Libc.EffectiveUser() == 0 ? SystemState
            : ClientDirectory(environment);

    private static SettingLayers Asked(Action<SettingLayers> read, string prefix = "DISTPLUSPLUS_")
    {
        var layers = new SettingLayers(_ => null, ConfigurationFile.None, table: "", NoFlags, prefix);
        read(layers);
        return layers;
    }
}

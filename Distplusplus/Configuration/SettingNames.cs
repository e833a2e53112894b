using System.Collections.Immutable;

namespace Distplusplus.Configuration;

/// <summary>The keys of the configuration file, as distplusplus.toml(5) documents them.</summary>
internal static class SettingNames
{
    public const string ServeTable = "serve";

    public const string Servers = "servers";
    public const string LogLevel = "log_level";
    public const string Fallback = "fallback";
    public const string Mode = "mode";
    public const string Compression = "compression";
    public const string CompressionLevel = "compression_level";
    public const string ConnectTimeout = "connect_timeout";
    public const string SlotTimeout = "slot_timeout";
    public const string SilenceTimeout = "silence_timeout";
    public const string JobTimeout = "job_timeout";
    public const string LocalSlots = "local_slots";
    public const string DistributeProbes = "distribute_probes";

    public const string Listen = "listen";
    public const string Slots = "slots";
    public const string Compilers = "compilers";
    public const string TemporaryDirectory = "temp_dir";
    public const string StoreDirectory = "store_dir";
    public const string StoreBytes = "store_bytes";
    public const string Queue = "queue";
    public const string Heartbeat = "heartbeat";
    public const string DrainTimeout = "drain_timeout";
    public const string InsecurePlaintext = "insecure_plaintext";

    /// <summary>At the top of the file: what a client reads, and the table of the server.</summary>
    public static ImmutableArray<string> Top { get; } =
    [
        Servers, LogLevel, Fallback, Mode, Compression, CompressionLevel, ConnectTimeout, SlotTimeout, SilenceTimeout,
        JobTimeout, LocalSlots, DistributeProbes, ServeTable,
    ];

    /// <summary>Below [serve].</summary>
    public static ImmutableArray<string> Serve { get; } =
    [
        Listen, Slots, Compilers, TemporaryDirectory, StoreDirectory, StoreBytes, Queue, JobTimeout, Heartbeat,
        DrainTimeout, InsecurePlaintext, LogLevel,
    ];
}

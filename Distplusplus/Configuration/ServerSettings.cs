using System.Collections.Immutable;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Configuration;

/// <summary>The settings of a build host. Read once on start.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where it listens; port 0 lets the system choose.</summary>
    public HostAddress Listen { get; init; } = new(HostAddressKind.Network, "127.0.0.1", HostAddress.DefaultPort);

    /// <summary>Jobs at once; null: the CPUs this process may really use.</summary>
    public int? Slots { get; init; }

    /// <summary>The directories of offered compilers; empty: the defaults.</summary>
    public ImmutableArray<string> CompilerDirectories { get; init; } = [];

    /// <summary>Under which job directories are made; null: $TMPDIR, else /tmp.</summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>The directory of the content store; null: a directory of this user under the cache home.</summary>
    public string? StoreDirectory { get; init; }

    /// <summary>Bytes kept between jobs; least recently used go first.</summary>
    public long StoreBytes { get; init; } = 4L << 30;

    /// <summary>Jobs that may wait for a slot; null: 16 per slot, at least 256.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>Longest run of one compiler.</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Between signs of life on a stream.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The maximum time without a heartbeat of the client; then its job is cancelled.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum time for running jobs after TERM.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Allows plain text on addresses that other machines can reach.</summary>
    public bool InsecurePlaintext { get; init; }

    /// <summary>The sandbox of compilers.</summary>
    public IsolationPreference Isolation { get; init; } = IsolationPreference.Auto;

    /// <summary>The user that a host started by root switches to; null: distplusplus, else nobody.</summary>
    public string? User { get; init; }

    /// <summary>
    /// The directories that sandboxed compilers may read besides the system and their own installation.
    /// </summary>
    public ImmutableArray<string> Readable { get; init; } = [];

    /// <summary>Bytes of memory of one job; null: half of what the machine has.</summary>
    public long? JobMemory { get; init; }

    /// <summary>Processor time of one process of a job.</summary>
    public TimeSpan JobCpu { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Bytes of one file a job writes.</summary>
    public long JobOutput { get; init; } = 4L << 30;

    /// <summary>Processes of one job at once.</summary>
    public int JobProcesses { get; init; } = 64;

    /// <summary>The trusted authorities and keys, and the own certificate.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The networks that may connect; empty: all.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>Connections one machine may hold, and calls on them; null: a quarter of all.</summary>
    public int? PeerConnections { get; init; }

    /// <summary>The users that may use the UNIX socket.</summary>
    public ImmutableArray<string> SocketUsers { get; init; } = [];

    /// <summary>The groups whose members may use the UNIX socket.</summary>
    public ImmutableArray<string> SocketGroups { get; init; } = [];

    /// <summary>Permissions of the UNIX socket; null: 0600, and 0660 where it has a group.</summary>
    public uint? SocketMode { get; init; }

    /// <summary>The group the UNIX socket belongs to; null: the host's own.</summary>
    public string? SocketGroup { get; init; }

    public LogThreshold LogLevel { get; init; } = LogThreshold.Warning;

    public LogFormat LogFormat { get; init; } = LogFormat.Lines;

    /// <summary>Where browsers see how the host is; null: nowhere.</summary>
    public HostAddress? Status { get; init; }

    /// <summary>Where Prometheus reads its figures; null: nowhere.</summary>
    public HostAddress? Metrics { get; init; }
}

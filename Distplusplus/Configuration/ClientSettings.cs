using System.Collections.Immutable;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Configuration;

/// <summary>The settings of the client. Read once per process: flags over environment over file over default.</summary>
internal sealed record ClientSettings
{
    /// <summary>The hosts, in the order written. Empty: everything is compiled here and nothing is said.</summary>
    public ImmutableArray<HostAddress> Servers { get; init; } = [];

    public LogThreshold LogLevel { get; init; } = LogThreshold.Warning;

    /// <summary>False (DISTPLUSPLUS_FALLBACK=0): trouble with the farm is an error, not a local compile.</summary>
    public bool Fallback { get; init; } = true;

    /// <summary>Of zstd.</summary>
    public int CompressionLevel { get; init; } = 1;

    /// <summary>The maximum time to connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From offer to grant.</summary>
    public TimeSpan SlotTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Without any sign of life from the host, in every phase.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From started to finished.</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Local compiles at once on this machine when the farm fails; null: the CPUs.</summary>
    public int? LocalSlots { get; init; }

    /// <summary>True if each compile writes a record for <c>hosts --summary</c>.</summary>
    public bool Records { get; init; } = true;

    /// <summary>True if probes of configure (conftest.c and the like) may be sent to hosts.</summary>
    public bool DistributeProbes { get; init; }

    /// <summary>The trusted authorities and keys, and the own certificate.</summary>
    public TlsSettings Tls { get; init; } = new();
}

using Distplusplus.Diagnostics.Check;
using Distplusplus.Protocol;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>A host as JSON. What a host that does not answer cannot tell is left out.</summary>
internal sealed record HostJson(string Host, bool Answers)
{
    /// <summary>"idle", "busy", "full" or "down".</summary>
    public string State { get; init; } = HostHealth.Down;

    public string? Trouble { get; init; }

    public string? Cure { get; init; }

    /// <summary>The failure that this client remembers, as `hosts` shows it; null if there is none.</summary>
    public string? Known { get; init; }

    /// <summary>Against the fastest of these hosts, which is 1; null: not known.</summary>
    public double? Speed { get; init; }

    public string? Software { get; init; }

    public uint? Slots { get; init; }

    public uint? Running { get; init; }

    public uint? Queued { get; init; }

    public double? LoadAverage { get; init; }

    public double? RoundTripMs { get; init; }

    public double? ConnectingMs { get; init; }

    public CompilerJson[]? Compilers { get; init; }

    public static HostJson Of(HostReport report) => report switch
    {
        HostReport.Answered answered => new HostJson(report.Host.ToString(), true)
        {
            State = HostHealth.Name(answered.Description.Load ?? new HostLoad { Slots = answered.Description.Slots }),
            Software = answered.Description.Software,
            Slots = answered.Description.Slots,
            Running = answered.Description.Load?.Running,
            Queued = answered.Description.Load?.Queued,
            LoadAverage = answered.Description.Load?.LoadAverage,
            RoundTripMs = Math.Round(answered.RoundTrip.TotalMilliseconds, 3),
            ConnectingMs = Math.Round(answered.Connecting.TotalMilliseconds, 3),
            Compilers = [.. answered.Description.Compilers.Select(CompilerJson.Of)],
        },
        HostReport.Failed failed => new HostJson(report.Host.ToString(), false)
        {
            Trouble = failed.Failure.What,
            Cure = failed.Failure.Cure,
        },
        _ => throw new InvalidOperationException($"{report.GetType()} is no report"),
    };
}

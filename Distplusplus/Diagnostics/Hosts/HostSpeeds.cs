using System.Globalization;
using Distplusplus.Client.Hosts;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Diagnostics.Hosts;

/// <summary>
/// The speeds of hosts relative to the fastest, as the compiles of this user on this machine measured them. Made for
/// one look.
/// </summary>
internal sealed class HostSpeeds(HostStateCache? memory, IReadOnlyList<HostAddress> hosts)
{
    private readonly double? _fastest = hosts.Select(host => PaceOf(memory, host)).Min();

    /// <summary>From 1 downwards; null: too little was compiled there.</summary>
    public double? Of(HostAddress host)
        => PaceOf(memory, host) is { } pace && _fastest is { } fastest ? Math.Pow(2, fastest - pace) : null;

    /// <summary>"100 %", "43 %", "-".</summary>
    public string Text(HostAddress host)
        => Of(host) is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{100 * speed:0} %") : "-";

    private static double? PaceOf(HostStateCache? memory, HostAddress host)
        => memory?.Of(host) is { } hint && HostSelector.IsPaceKnown(hint) ? hint.Pace : null;
}

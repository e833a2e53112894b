using System.Collections.Immutable;
using Distplusplus.Configuration.Choices;

namespace Distplusplus.Client.Hosts;

/// <summary>
/// Step 4: selects and orders the hosts. A random choice, weighted by free slots and speed, spreads the jobs of sibling
/// processes; late binding (<see cref="OfferDispatcher"/>) corrects outdated hints.
/// </summary>
internal sealed class HostSelector(ImmutableArray<HostAddress> servers, HostStateCache memory, Random random)
{
    /// <summary>The maximum age of a load report; beyond it only the number of slots counts.</summary>
    private static readonly TimeSpan LoadIsFresh = TimeSpan.FromMilliseconds(500);

    private const int SlotsOfUnknown = 4;

    /// <summary>However slow a host seems, it gets a sixteenth: it may have been something else.</summary>
    private const double SlowestCounted = -4;

    /// <summary>
    /// Each host that is not skipped, the likeliest to be free first. Before them one whose penalty has expired and
    /// that no sibling is asking now; after them those that were only slow.
    /// </summary>
    public IReadOnlyList<HostAddress> Order()
    {
        var seen = new List<(HostAddress Host, HostHint Hint, Standing Standing)>(servers.Length);
        var fastest = double.PositiveInfinity;
        foreach (var host in servers)
        {
            var hint = memory.Of(host);
            fastest = IsPaceKnown(hint) ? Math.Min(fastest, hint.Pace) : fastest;
            if (!seen.Exists(other => other.Host == host))
            {
                seen.Add((host, hint, StandingOf(host, hint)));
            }
        }

        var order = Drawn(seen, fastest);
        var alone = order.Count == 0;
        foreach (var (host, _, standing) in seen)
        {
            if (standing == Standing.OnTrial && memory.Claim(host))
            {
                order.Insert(0, host);
                if (!alone)
                {
                    break;
                }
            }
        }

        foreach (var (host, _, standing) in seen)
        {
            if (standing == Standing.Slow)
            {
                order.Add(host);
            }
        }

        return order;
    }

    /// <summary>The failures of the skipped hosts, one clause each.</summary>
    public IReadOnlyList<string> Penalised()
        => [.. servers.Distinct()
            .Where(host => memory.PenaltyOf(host) > TimeSpan.Zero)
            .Select(host => $"{memory.Of(host).LastFailure} "
                + $"(retried in {Math.Ceiling(memory.PenaltyOf(host).TotalSeconds)} s)")];

    /// <summary>The sound ones, by chance and weight.</summary>
    private List<HostAddress> Drawn(
        List<(HostAddress Host, HostHint Hint, Standing Standing)> seen, double fastest)
    {
        var drawn = new List<(HostAddress Host, double Key)>(seen.Count);
        foreach (var (host, hint, standing) in seen)
        {
            if (standing == Standing.Sound)
            {
                drawn.Add((host, Math.Pow(random.NextDouble(), 1 / Weight(hint, fastest))));
            }
        }

        drawn.Sort(static (one, other) => other.Key.CompareTo(one.Key));
        return drawn.ConvertAll(static one => one.Host);
    }

    private Standing StandingOf(HostAddress host, HostHint hint)
        => hint.Failures > 0
            ? memory.PenaltyOf(host) == TimeSpan.Zero ? Standing.OnTrial
                : hint.OnlySlow ? Standing.Slow
                : Standing.Resting
            : Standing.Sound;

    private double Weight(HostHint hint, double fastest)
    {
        var free = hint.Slots - hint.Running - hint.Queued;
        var room = hint.Slots == 0 ? SlotsOfUnknown
            : memory.LoadAge(hint) > LoadIsFresh ? hint.Slots
            : Math.Max(free, 0.1);

        // A host of unknown speed is taken to be fast: that is how it becomes known.
        return IsPaceKnown(hint) ? room * Math.Pow(2, Math.Max(fastest - hint.Pace, SlowestCounted)) : room;
    }

    /// <summary>Tells whether enough was compiled there to compare the host with others.</summary>
    public static bool IsPaceKnown(HostHint hint) => hint.Compiles >= 8;

    private enum Standing
    {
        Sound,

        /// <summary>Its penalty has run out, its next answer decides.</summary>
        OnTrial,

        Slow,
        Resting,
    }
}

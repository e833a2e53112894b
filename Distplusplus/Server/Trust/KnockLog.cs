using Microsoft.Extensions.Logging;

namespace Distplusplus.Server.Trust;

/// <summary>
/// Logs who was refused, so that a flood of knocks is no flood of lines: the same from the same place once a minute,
/// and not more than a few dozen lines a minute in all. Made by the container, one per host.
/// </summary>
internal sealed class KnockLog(ILogger logger, TimeProvider time)
{
    private const int MostPlaces = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Origin, string Kind), (long Logged, int Left)> _places = [];
    private int _leftOfOthers;

    /// <summary>Somebody was turned away.</summary>
    /// <param name="why">One clause.</param>
    /// <param name="cure">What the host's administrator may do; empty: nothing.</param>
    public void Refused(string peer, string origin, string why, string cure)
    {
        if (Count(origin, why) is { } more)
        {
            logger.Refused(peer, why, cure.Length == 0 ? "" : $"; {cure}", more);
        }
    }

    /// <summary>Somebody came, saw this host's certificate and left.</summary>
    public void Left(string peer, string origin)
    {
        if (Count(origin, "left") is { } more)
        {
            logger.LeftWithoutCall(peer, more);
        }
    }

    /// <returns>What to say of those that were not logged; null: this one is not logged either.</returns>
    private string? Count(string origin, string kind)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var known = _places.TryGetValue((origin, kind), out var place);
            if (known && time.GetElapsedTime(place.Logged, now) < Pause)
            {
                _places[(origin, kind)] = place with { Left = place.Left + 1 };
                return null;
            }

            if (!known && _places.Count >= MostPlaces && !Forget(now))
            {
                _leftOfOthers++;
                return null;
            }

            _places[(origin, kind)] = (now, 0);
            var others = _leftOfOthers;
            _leftOfOthers = 0;
            return (place.Left > 0 ? $" ({place.Left} more like this were not logged)" : "")
                + (others > 0 ? $" ({others} of other places were not logged)" : "");
        }
    }

    /// <returns>Whether there is room again.</returns>
    private bool Forget(long now)
    {
        foreach (var (key, place) in _places)
        {
            if (time.GetElapsedTime(place.Logged, now) >= Pause)
            {
                _places.Remove(key);
            }
        }

        return _places.Count < MostPlaces;
    }
}

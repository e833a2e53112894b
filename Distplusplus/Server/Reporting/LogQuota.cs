namespace Distplusplus.Server.Reporting;

/// <summary>
/// Keeps a flood of refusals from being a flood of lines: the same from the same place once a minute, and not more than
/// a few dozen lines a minute in all. What was left out is counted in the next line. One for each kind of line.
/// </summary>
internal sealed class LogQuota(TimeProvider time)
{
    public const int MostPlaces = 64;

    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Origin, string Kind), (long Logged, int Left)> _places = [];
    private int _leftOfOthers;

    /// <returns>What to say of those that were not logged; null: this one is not logged either.</returns>
    public string? Count(string origin, string kind)
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
                + (others > 0 ? $" ({others} others were not logged)" : "");
        }
    }

    /// <returns>Whether there is room again.</returns>
    private bool Forget(long now)
    {
        foreach (var (key, place) in _places)
        {
            if (time.GetElapsedTime(place.Logged, now) >= Pause)
            {
                // What it has not told yet is told with the next line.
                _leftOfOthers += place.Left;
                _places.Remove(key);
            }
        }

        return _places.Count < MostPlaces;
    }
}

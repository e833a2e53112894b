namespace Distplusplus.Server.Trust;

/// <summary>
/// Counts the connections, or calls, that each peer holds, so that none can use up all. One instance for each kind.
/// </summary>
/// <param name="most">For one peer.</param>
internal sealed class PerPeerCounter(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    public int Most => most;

    /// <summary>Takes one; whoever got it gives it back with <see cref="Leave"/>.</summary>
    public bool TryEnter(string peer)
    {
        lock (_lock)
        {
            var held = _held.GetValueOrDefault(peer);
            if (held >= most)
            {
                return false;
            }

            _held[peer] = held + 1;
            return true;
        }
    }

    public void Leave(string peer)
    {
        lock (_lock)
        {
            if (--_held[peer] == 0)
            {
                _held.Remove(peer);
            }
        }
    }
}

namespace Distplusplus.Client.Inputs;

/// <summary>
/// All ways to choose between the alternatives that names have, met while something is tried out again and again.
/// Owned by a <see cref="MacroExpander"/>.
/// </summary>
internal sealed class Combinations
{
    private readonly Dictionary<string, int> _chosen = new(StringComparer.Ordinal);
    private readonly List<(int Taken, int Of)> _choices = [];
    private int _choice;

    /// <summary>From the first combination on.</summary>
    public void Begin()
    {
        _choices.Clear();
        Restart();
    }

    /// <summary>What this combination takes for the name: always the same.</summary>
    /// <param name="alternatives">Of how many; asked at the first meeting.</param>
    public int Take(string name, Func<int> alternatives)
    {
        if (!_chosen.TryGetValue(name, out var taken))
        {
            var of = alternatives();
            if (_choice == _choices.Count)
            {
                _choices.Add((0, of));
            }

            taken = _choices[_choice++].Taken;
            _chosen.Add(name, taken);
        }

        return taken;
    }

    /// <summary>Goes to the next combination, to be met from the start; false: that was the last.</summary>
    public bool Next()
    {
        Restart();
        while (_choices.Count > 0)
        {
            var (taken, of) = _choices[^1];
            if (taken + 1 < of)
            {
                _choices[^1] = (taken + 1, of);
                return true;
            }

            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }

    private void Restart()
    {
        _chosen.Clear();
        _choice = 0;
    }
}

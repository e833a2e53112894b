namespace Distplusplus.Client.Inputs;

/// <summary>What a computed include came to, and the definitions that rests on.</summary>
/// <param name="Names">Null: it cannot be known.</param>
/// <param name="Consulted">Names looked up and how many definitions each had.</param>
internal sealed record Expansion(IReadOnlyCollection<string>? Names, IReadOnlyDictionary<string, int> Consulted)
{
    /// <summary>Nothing it rests on has got another definition since.</summary>
    public bool Holds(MacroTable table)
    {
        foreach (var (name, count) in Consulted)
        {
            if ((table.Of(name)?.Count ?? 0) != count)
            {
                return false;
            }
        }

        return true;
    }
}

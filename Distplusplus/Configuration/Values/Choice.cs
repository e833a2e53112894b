namespace Distplusplus.Configuration.Values;

/// <summary>
/// A setting with a fixed set of words; the first word of a value is the one that is shown. A table rather than
/// reflection over an enum, which would cost every compile time.
/// </summary>
internal sealed class Choice<T>(params (string Word, T Value)[] rows)
    where T : struct
{
    /// <summary>The right form, for messages: "a, b or c".</summary>
    public string Words
    {
        get
        {
            string[] words = [.. rows.DistinctBy(row => row.Value).Select(row => row.Word)];
            return $"{string.Join(", ", words[..^1])} or {words[^1]}";
        }
    }

    public bool TryParse(string text, out T value)
    {
        foreach (var row in rows)
        {
            if (row.Word == text)
            {
                value = row.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public string Name(T value) => Array.Find(rows, row => EqualityComparer<T>.Default.Equals(row.Value, value)).Word;
}

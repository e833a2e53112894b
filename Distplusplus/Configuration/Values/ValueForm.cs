namespace Distplusplus.Configuration.Values;

/// <summary>The text form of values of one kind: a parser and a formatter.</summary>
/// <param name="Read">Where the text is none of the right form, the sentence says why and what to write.</param>
internal sealed record ValueForm<T>(ValueForm<T>.Reader Read, Func<T, string> Write)
{
    public delegate bool Reader(string text, out T? value, out string? error);

    /// <summary>Reads a text; false when it is none of the right form.</summary>
    public delegate bool Attempt(string text, out T value);

    /// <param name="expected">Completes "…: write …".</param>
    public static ValueForm<T> Expecting(string expected, Attempt attempt, Func<T, string> write)
        => new(
            (string text, out T? value, out string? error) =>
            {
                error = attempt(text, out value) ? null : $"\"{text}\" is not valid: write {expected}";
                return error is null;
            },
            write);
}

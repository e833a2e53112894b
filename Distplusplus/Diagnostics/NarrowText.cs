namespace Distplusplus.Diagnostics;

/// <summary>Lines in a terminal that has not room for them: rows of a table are cut, sentences go on below.</summary>
internal static class NarrowText
{
    private const char Mark = '…';
    private const int Narrowest = 20;

    /// <summary>Cuts a line to the width, with a mark.</summary>
    public static string Cut(string line, int columns)
        => line.Length <= columns || columns < Narrowest ? line : $"{line[..(columns - 1)].TrimEnd()}{Mark}";

    /// <summary>Wraps a sentence; continuation lines are indented to its start.</summary>
    /// <param name="start">What stands before the sentence.</param>
    public static IEnumerable<string> Wrap(string start, string sentence, int columns)
    {
        var room = columns - start.Length;
        if (room >= sentence.Length || room < Narrowest)
        {
            return [start + sentence];
        }

        var lines = new List<string>();
        for (var rest = sentence; rest.Length > 0;)
        {
            var end = rest.Length <= room ? rest.Length : rest.LastIndexOf(' ', room);
            end = end > 0 ? end : room;
            lines.Add((lines.Count == 0 ? start : new string(' ', start.Length)) + rest[..end]);
            rest = rest[end..].TrimStart();
        }

        return lines;
    }
}

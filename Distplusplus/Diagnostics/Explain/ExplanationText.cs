using Distplusplus.Platform;

namespace Distplusplus.Diagnostics.Explain;

/// <summary>The text form of an <see cref="Explanation"/>.</summary>
internal static class ExplanationText
{
    public static IEnumerable<string> Lines(Explanation explanation)
    {
        yield return explanation.Sentence;
        if (explanation.Reason is { } reason)
        {
            yield return $"reason: {reason} (see distplusplus-messages(7) for the cure)";
        }

        if (explanation.Mode is not null)
        {
            var count = explanation.Files == 1 ? "1 file" : $"{explanation.Files} files";
            yield return
                $"sent: {count}, {ByteText.Of(explanation.Bytes ?? 0)} in all, less the files that the host has "
                    + "already";
        }

        foreach (var file in explanation.Returns)
        {
            yield return $"returned: {NativeText.ForPeople(file.Path)} ({file.Kind})";
        }

        if (explanation.Cure.Length > 0)
        {
            yield return $"note: {explanation.Cure}";
        }
    }
}

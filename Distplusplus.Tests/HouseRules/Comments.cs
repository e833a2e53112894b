using System.Text.RegularExpressions;

namespace Distplusplus.Tests.HouseRules;

/// <summary>The rules for documentation comments.</summary>
internal static partial class Comments
{
    private static readonly Lazy<Dictionary<string, string>> s_code = new(
        () => SourceFile.All().Where(file => file.IsProduct).GroupBy(file => file.Name)
            .ToDictionary(same => same.Key, same => string.Concat(same.Select(file => file.Code))));

    /// <summary>A summary says what the type is or the member does, and is no riddle.</summary>
    public static IEnumerable<string> BadStarts(SourceFile file)
        => file.IsProduct
            ? BadStart().Matches(file.Text).Select(
                match => $"{file.Path}:{file.Text[..match.Index].Count(c => c == '\n') + 1}: {match.Groups[1].Value} …")
            : [];

    /// <summary>A type that is said to make another one mentions it.</summary>
    public static IEnumerable<string> UntrueMakers(SourceFile file)
        => file.IsProduct
            ? Maker().Matches(NextLine().Replace(file.Text, " "))
                .Select(match => match.Groups[1].Value)
                .Where(maker => !Regex.IsMatch(s_code.Value.GetValueOrDefault(maker, ""), $@"\b{file.Name}\b"))
                .Select(maker => $"{file.Path}:1: {maker} does not mention {file.Name}")
            : [];

    [GeneratedRegex(@"<summary>(?:\s*///)?\s*(What|Whether|Who|Whom|Whose|How)\b")]
    private static partial Regex BadStart();

    [GeneratedRegex(@"\r?\n\s*///\s*")]
    private static partial Regex NextLine();

    [GeneratedRegex(@"///[^\n]*\bMade (?:\w+ )*?by (?:(?:a|an|each|every) )?(?:<see cref="")?([A-Z]\w+)")]
    private static partial Regex Maker();
}

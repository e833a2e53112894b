using System.Text.RegularExpressions;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.HouseRules;

/// <summary>A C# file as the house rules read it.</summary>
/// <param name="Path">Relative to the top of the repository: "Distplusplus/Client/HostSelector.cs".</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The text with comments and the inside of strings blanked; lines stay where they are.</summary>
    public string Code { get; } = SourceText.WithoutCommentsAndStrings(Text);

    public string[] Lines => Text.Split('\n');

    /// <summary>File name without ".cs".</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Part of the product, not of its tests.</summary>
    public bool IsProduct => Path.StartsWith("Distplusplus/", StringComparison.Ordinal);

    /// <summary>"Client", "Compiler" …; "Program" for the files that stand at the top of the product.</summary>
    public string Room => Path.Split('/') is [_, var room, _, ..] ? room : "Program";

    /// <summary>Product and tests, generated code left out.</summary>
    public static IEnumerable<SourceFile> All()
        => ((string[])["Distplusplus", "Distplusplus.Tests"])
            .SelectMany(project => Directory.EnumerateFiles(
                System.IO.Path.Combine(NativeBinary.RepositoryRoot, project), "*.cs", SearchOption.AllDirectories))
            .Select(path => System.IO.Path.GetRelativePath(NativeBinary.RepositoryRoot, path))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(
                path, File.ReadAllText(System.IO.Path.Combine(NativeBinary.RepositoryRoot, path))));

    /// <summary>The types that stand directly in the namespace.</summary>
    public IEnumerable<TypeDeclaration> TopLevelTypes()
    {
        var depth = 0;
        var lines = Code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (depth == 0 && Declaration().Match(lines[i]) is { Success: true } match)
            {
                yield return new TypeDeclaration(
                    match.Groups["name"].Value, match.Groups["kind"].Value, match.Groups["modifiers"].Value, i);
            }

            depth += lines[i].Count(c => c == '{') - lines[i].Count(c => c == '}');
        }
    }

    /// <summary>Each match in the code as "path:line: what was matched".</summary>
    public IEnumerable<string> Findings(Regex pattern)
        => pattern.Matches(Code).Select(match => $"{Path}:{LineOf(match.Index)}: {match.Value.Trim()}");

    private int LineOf(int index) => Code.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(
        @"^\s*(?<modifiers>((public|internal|private|file|sealed|static|abstract|partial|readonly|ref|unsafe)\s+)*)"
        + @"(?<kind>class|struct|interface|enum|delegate|record(\s+(struct|class))?)\s+"
        + @"(?:[\w<>?\[\],. ]+\s+)??(?<name>\w+)\s*(<[^>]*>)?\s*(\(|:|;|\{|where\b|$)")]
    private static partial Regex Declaration();
}

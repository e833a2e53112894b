using System.Text.RegularExpressions;

namespace Distplusplus.Tests.HouseRules;

/// <summary>
/// How a file looks: one type of its name, in the namespace of its folder, said what it is, not too long.
/// </summary>
internal static partial class Shape
{
    private const int LongestLine = 120;
    private const int LongestFile = 400;

    /// <summary>A value and the enumeration or record that only it is made of may share a file.</summary>
    private static readonly Dictionary<string, string> Companions = new()
    {
        ["HostAddressKind"] = "Distplusplus/Configuration/Choices/HostAddress.cs",
        ["OutputFile"] = "Distplusplus/Compiler/Parsing/CompileCommand.cs",
    };

    public static IEnumerable<string> NamespaceIsFolder(SourceFile file)
    {
        var expected = file.Folder.Replace('/', '.');
        var declared = Namespace().Match(file.Code).Groups[1].Value;
        return declared == expected || !file.TopLevelTypes().Any()
            ? []
            : [$"{file.Path}:1: namespace {declared}, folder says {expected}"];
    }

    public static IEnumerable<string> OneTypePerFile(SourceFile file)
        => file.TopLevelTypes()
            .Where(t => t.Name != file.Name && Companions.GetValueOrDefault(t.Name) != file.Path)
            .Where(t => !IsPartOf(t, file))
            .Select(t => $"{file.Path}:{t.Line + 1}: {t.Name} belongs into {t.Name}.cs");

    public static IEnumerable<string> EveryTypeSaysWhatItIs(SourceFile file)
    {
        foreach (var type in file.TopLevelTypes().Where(t => !IsPartOf(t, file)))
        {
            var above = file.Lines.Take(type.Line).Reverse()
                .TakeWhile(line => line.StartsWith("///", StringComparison.Ordinal)
                    || line.StartsWith('[') || line.StartsWith("    ", StringComparison.Ordinal)
                    || line.StartsWith(']') || line.StartsWith(')'));
            if (file.IsProduct && !above.Any(line => line.Contains("<summary>") || line.Contains("<inheritdoc")))
            {
                yield return $"{file.Path}:{type.Line + 1}: {type.Name} has no summary";
            }
        }
    }

    public static IEnumerable<string> ClosedAndInternal(SourceFile file)
        => file.TopLevelTypes()
            .Where(t => t.Modifiers.Contains("public")
                || (t.Kind is "class" or "record" or "record class"
                    && !t.Modifiers.Contains("sealed") && !t.Modifiers.Contains("static")
                    && !t.Modifiers.Contains("abstract") && !t.Modifiers.Contains("partial")))
            .Select(t => $"{file.Path}:{t.Line + 1}: {t.Modifiers}{t.Kind} {t.Name}");

    public static IEnumerable<string> LinesFit(SourceFile file)
        => file.Lines.Select((line, i) => (line, i))
            .Where(l => l.line.Length > LongestLine)
            .Select(l => $"{file.Path}:{l.i + 1}: {l.line.Length} columns");

    public static IEnumerable<string> FilesFit(SourceFile file)
        => file.Lines.Length > LongestFile
            ? [$"{file.Path}:1: {file.Lines.Length} lines; two nouns live here, part them"]
            : [];

    // "Libc.Signals.cs" holds a part of Libc.
    private static bool IsPartOf(TypeDeclaration type, SourceFile file)
        => type.Modifiers.Contains("partial")
            && file.Name.StartsWith($"{type.Name}.", StringComparison.Ordinal);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}

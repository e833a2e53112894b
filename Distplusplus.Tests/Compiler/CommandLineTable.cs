using System.Runtime.CompilerServices;
using System.Text;
using Distplusplus.Compiler.Identity;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler;

/// <summary>Reads the rows of command-lines.txt and of hostile.txt.</summary>
internal static class CommandLineTable
{
    private static string Directory { get; } = Path.GetDirectoryName(Here())!;

    /// <summary>Each row: number, left words, right words.</summary>
    public static IEnumerable<(int Line, string Text, List<string> Left, List<string> Right)> Rows(
        string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines($"{Directory}/{file}"))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var arrow = line.LastIndexOf(" => ", StringComparison.Ordinal);
            Assert.That(arrow, Is.GreaterThan(0), $"{file}:{number} has no arrow");
            yield return (number, line, Split(line[..arrow]), Split(line[(arrow + 4)..]));
        }
    }

    private static string Here([CallerFilePath] string here = "") => here;

    public static CompilerDriver Driver(string name) => CompilerName.DriverOf(name)!;

    public static string Mark(OutputKind kind) => kind switch
    {
        OutputKind.Main => "main",
        OutputKind.Dependencies => "d",
        OutputKind.SplitDwarf => "dwo",
        OutputKind.StackUsage => "su",
        OutputKind.CallGraph => "ci",
        OutputKind.Diagnostics => "dia",
        OutputKind.OptimizationRecord => "opt",
        OutputKind.TimeTrace => "trace",
        OutputKind.CoverageNotes => "notes",
        _ => kind.ToString(),
    };

    /// <summary>As a shell splits: blanks, single and double quotes, \xNN within double quotes.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var any = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '"' && c == '\\' && text[i + 1] == 'x')
            {
                word.Append((char)Convert.ToInt32(text.Substring(i + 2, 2), 16));
                i += 3;
            }
            else if (quote != 0)
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                any = true;
            }
            else if (c == ' ')
            {
                if (any)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        if (any)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}

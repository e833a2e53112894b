using System.Text;
using System.Text.RegularExpressions;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>One small source of traps.txt, with the files beside it.</summary>
/// <param name="Languages">"c", "c++" or both.</param>
/// <param name="Files">Name and bytes; the source has no name.</param>
internal sealed partial record Trap(
    string Name,
    IReadOnlyList<string> Languages,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Options,
    IReadOnlyList<(string Name, byte[] Content)> Files)
{
    /// <summary>Every trap in the order of the file.</summary>
    public static List<Trap> ReadAll()
    {
        var text = File.ReadAllText(
            Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus.Tests", "EndToEnd", "traps.txt"));
        return [.. text.Split("\n==== ")[1..].Select(Read)];
    }

    private static Trap Read(string section)
    {
        var (head, rest) = Cut(section);
        var fields = head.Split(" | ");
        var words = fields.Length > 2 ? fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        var variables = words.TakeWhile(w => Variable().IsMatch(w)).ToList();
        var files = ("\n" + rest).Split("\n---- ");
        return new Trap(
            fields[0],
            fields[1].Trim('|', ' ').Split(' '),
            variables.ToDictionary(v => v[..v.IndexOf('=')], v => v[(v.IndexOf('=') + 1)..]),
            [.. words.Skip(variables.Count).Select(w => w.Replace("\\_", " "))],
            [
                (string.Empty, Bytes(files[0].Length > 0 ? files[0][1..] + "\n" : string.Empty)),
                .. files[1..].Select(Cut).Select(
                    f => (f.First, Bytes(f.After.Length > 0 ? f.After.TrimEnd('\n') + "\n" : ""))),
            ]);
    }

    private static (string First, string After) Cut(string text)
        => text.IndexOf('\n') is >= 0 and var end ? (text[..end], text[(end + 1)..]) : (text, string.Empty);

    private static byte[] Bytes(string text)
    {
        var repeated = Repeat().Replace(
            text, m => string.Join('\n', Enumerable.Range(0, int.Parse(m.Groups[1].ValueSpan))
            .Select(i => m.Groups[2].Value.Replace("%", $"{i}"))));
        var chopped = repeated.Replace("\n«chop»\n", "").Replace("«chop»\n", "");
        var bytes = new MemoryStream();
        var from = 0;
        foreach (Match m in Byte().Matches(chopped))
        {
            bytes.Write(Encoding.UTF8.GetBytes(chopped[from..m.Index]));
            bytes.WriteByte(Convert.ToByte(m.Groups[1].Value, 16));
            from = m.Index + m.Length;
        }

        bytes.Write(Encoding.UTF8.GetBytes(chopped[from..]));
        return bytes.ToArray();
    }

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Variable();

    [GeneratedRegex("«repeat ([0-9]+) (.*)»")]
    private static partial Regex Repeat();

    [GeneratedRegex("«([0-9A-F]{2})»")]
    private static partial Regex Byte();
}

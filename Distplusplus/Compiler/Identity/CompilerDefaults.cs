using System.Text;

namespace Distplusplus.Compiler.Identity;

/// <summary>Extracts a compiler's defaults from the output of its queries, without its own paths.</summary>
internal static class CompilerDefaults
{
    // What of gcc's configuration changes objects without showing on the command lines of its parts.
    private static readonly string[] s_configuration =
    [
        "--enable-default-", "--disable-default-", "--with-abi", "--with-arch", "--with-cpu", "--with-default-",
        "--with-dwarf", "--with-float", "--with-fpu", "--with-long-double", "--with-mode", "--with-nan", "--with-tune",
        "--enable-cet", "--disable-cet", "--enable-clocale", "--enable-frame-pointer", "--enable-gnu-unique-object",
        "--enable-initfini-array", "--enable-secureplt", "--enable-standard-branch-protection", "--disable-gnu-",
    ];

    public static IEnumerable<string> OfConfiguration(string configuredWith)
        => configuredWith.Split(' ')
            .Select(word => word.Trim('\''))
            .Where(word => Array.Exists(s_configuration, known => word.StartsWith(known, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    /// <summary>The options of a command that name no place: neither program, files, nor directories.</summary>
    public static IEnumerable<string> OfCommand(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            var next = i + 1 < words.Count ? words[i + 1] : "";
            if (words[i].Contains('/'))
            {
                continue;
            }

            if (words[i] is "-dumpbase" or "-dumpbase-ext" or "-dumpdir" or "-main-file-name" or "-o" or "-imultiarch"
                or "-x")
            {
                i++;
            }
            else if (next.Contains('/') && !next.StartsWith('-'))
            {
                i++;
            }
            else
            {
                yield return words[i];
            }
        }
    }

    /// <summary>Splits a command as -### prints it: some words in double quotes, backslashes as escapes.</summary>
    public static List<string> Split(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        var any = false;
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (c == '\\' && i + 1 < command.Length)
            {
                word.Append(command[++i]);
                any = true;
            }
            else if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c is ' ' or '\r' && !quoted)
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

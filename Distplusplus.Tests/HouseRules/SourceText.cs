using System.Text.RegularExpressions;

namespace Distplusplus.Tests.HouseRules;

/// <summary>Reads C# just well enough to tell code from comments and strings.</summary>
internal static partial class SourceText
{
    /// <summary>The same lines and columns, with blanks where comments and the inside of strings were.</summary>
    public static string WithoutCommentsAndStrings(string text)
        => CommentOrString().Replace(text, match => NotLineEnd().Replace(match.Value, " "));

    // Raw strings before plain ones, because they begin alike.
    [GeneratedRegex(
        """"
        //[^\n]* | /\*.*?\*/
        | \$*(?<quotes>"{3,}).*?\k<quotes>
        | (\$@|@\$|@)"([^"]|"")*"
        | \$?"([^"\\\n]|\\.)*"
        | '([^'\\\n]|\\.)+'
        """",
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex NotLineEnd();
}

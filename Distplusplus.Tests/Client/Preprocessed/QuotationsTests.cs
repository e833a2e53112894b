using System.Text;
using Distplusplus.Client.Preprocessed;

namespace Distplusplus.Tests.Client.Preprocessed;

internal sealed class QuotationsTests
{
    private const string Header = "a.c:2:5: warning: unused variable ‘x’ [-Wunused-variable]\n";

    [TestCase(Header + "    2 | int x;\n      |     ^\n", true, TestName = "the file's own line")]
    [TestCase(Header + "    2 | int y;\n      |     ^\n", false, TestName = "another line")]
    [TestCase(Header, false, TestName = "no quotation where there should be one")]
    [TestCase("\e[01m\e[Ka.c:2:5:\e[m\e[K \e[01;35m\e[Kwarning: \e[m\e[Kx\n    2 | int \e[01;35m\e[Kx\e[m\e[K;\n", true,
        TestName = "in colours")]
    [TestCase("a.c:1:9: error: x\n    1 |         tabbed  line\n", true, TestName = "tabs shown as blanks")]
    [TestCase("gone.y:7:1: warning: x\n", true, TestName = "a file that is not here is not quoted")]
    [TestCase("gone.y:7:1: warning: x\n    7 | int x;\n", false, TestName = "a file that is not here is quoted")]
    [TestCase("a.c:9:1: warning: x\n", true, TestName = "a line that is not there")]
    [TestCase("a.c:3: warning: x\n", true, TestName = "an empty line may be quoted or not")]
    [TestCase(Header + "    2 | int x;\na.c:2:5: note: the same place again\n", true, TestName = "once for one place")]
    [TestCase("a.c:2:5: warning: x [-Wformat=]\n    2 | int x;\n", false, TestName = "of a format")]
    [TestCase("a.c:2:5: error: x [\e]8;;u\a-Werror=format=\e]8;;\a]\n    2 | int x;\n", false,
        TestName = "of a format, in colours and an error")]
    [TestCase("a.c:2:1: note: x\n  +++ |+#include <x.h>\n    2 | int x;\n", true, TestName = "a line is proposed")]
    [TestCase("a.c:2:5: warning: x\n    2 | int x;\na.c:2:1: note: y\n", true, TestName = "a line quoted before")]
    [TestCase("s.c:1:1: error: x\n    1 | gr<fc> <U+202E><U+0000>;\n", true, TestName = "bytes that are escaped")]
    [TestCase("s.c:1:1: error: x\n    1 | gr<fd> <U+202E><U+0000>;\n", false, TestName = "another byte escaped")]
    [TestCase("s.c:2:1: error: x\n    2 | \"x y\";\n", true, TestName = "a NUL shown as a blank")]
    [TestCase("a.c:2: Error: no such instruction\n", true, TestName = "a place without a column")]
    [TestCase("h.h:2: note: macro \"B\" defined here\n", false, TestName = "a definition that is not quoted")]
    [TestCase("h.h:2: note: macro \"B\" defined here\n    2 | #define B 1\n      |\n", true,
        TestName = "a definition that is quoted, without a column")]
    [TestCase("a.c:2:5:   required from here\n", true, TestName = "a place passed by")]
    [TestCase("In file included from a.c:2:\ncc1: all warnings being treated as errors\n", true,
        TestName = "words without a place")]
    public void What_is_quoted_must_be_what_is_here(string said, bool areTrue)
        => Assert.That(
            new Quotations(Read, expected: true).True(Encoding.UTF8.GetBytes(said)),
            areTrue ? Is.EqualTo(Encoding.UTF8.GetBytes(said)) : Is.Null);

    [Test]
    public void Nothing_is_missed_where_nothing_is_to_be_quoted()
        => Assert.That(new Quotations(Read, expected: false).True(Encoding.UTF8.GetBytes(Header)), Is.Not.Null);

    [TestCase("h.h:4:1: note: x\n    3 | \n", "h.h:4:1: note: x\n    3 | int x;\n", TestName = "an empty line")]
    [TestCase("a.c:2:1: note: x\n    1 | \n", null, TestName = "an empty line for one with tabs")]
    public void A_line_that_the_preprocessor_took_away_is_put_back(string said, string? told)
        => Assert.That(
            new Quotations(Read, expected: true).True(Encoding.UTF8.GetBytes(said)) is { } words
                ? Encoding.UTF8.GetString(words)
                : null,
            Is.EqualTo(told));

    [TestCase("h.h:1:11: note: in definition of macro ‘A’\n    1 | # define A 1\n", false, true,
        TestName = "a definition that gcc writes otherwise")]
    [TestCase("h.h:2:9: note: in definition of macro ‘B’\n    2 | #define B 1\n", true, false,
        TestName = "a definition that gcc writes so")]
    [TestCase("h.h:3:5: note: declared here\n    3 | int x;\n", true, false, TestName = "a declaration")]
    [TestCase("h.h:3:5: note: declared here\n    3 | int;\n", false, true, TestName = "another line")]
    [TestCase("h.h:3:5: note: declared here\n", false, true, TestName = "no line")]
    [TestCase("a.c:2:5: warning: x\n    2 | int y;\n", false, false, TestName = "another line of a whole file")]
    public void What_was_left_out_of_a_lean_text_is_missed(string said, bool areTrue, bool isMissed)
    {
        var quotations = new Quotations(Read, expected: true, new HashSet<string> { "h.h" });
        Assert.Multiple(() =>
        {
            Assert.That(quotations.True(Encoding.UTF8.GetBytes(said)), areTrue ? Is.Not.Null : Is.Null);
            Assert.That(quotations.MissWhatWasLeftOut, Is.EqualTo(isMissed));
        });
    }

    private static byte[]? Read(string name)
        => name switch
        {
            "a.c" => "\ttabbed  line\nint x;\n\n"u8.ToArray(),
            "h.h" => "# define A 1\n#define B 1\nint x;\n"u8.ToArray(),
            "s.c" => [.. "gr"u8, 0xfc, .. " \u202e\0;\n\"x\0y\";\n"u8],
            _ => null,
        };
}

using System.Globalization;
using System.Text.RegularExpressions;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Text leaves out of the system's headers what no compiler looks at, and nobody sees it.</summary>
internal sealed class LeanTextTests : EndToEndFixture
{
    private const string Header = """
        /* A comment
         * over lines, with "quotes' and all
         */
        // another
        #  define   UNKNOWN( x )   not_declared( x ) /* in a macro */
        #define KNOWN(x) also_unknown(x)
        static inline int odd(int a) { return a; } /* here
          and there */ static inline int even(int a) { return 2 * a; }
        static inline const char *where(void) { return __FILE__; }
        static const char *const slashes = "/* no comment // none \" */"; // a tail
        #pragma GCC poison never_again

        """;

    [SetUp]
    public void WriteHeaders()
    {
        Sandbox.Write("sys/plain.h", Header.Replace("#pragma GCC poison never_again\n", ""));
        Sandbox.Write("sys/poison.h", Header);
        Text = new FarmClient(Sandbox, Host.Address).With("DISTPLUSPLUS_MODE", "text");
    }

    private FarmClient Text { get; set; } = null!;

    private int Jobs => Regex.Count(Host.Log, @" a\.c: exit ");

    [TestCase("plain.h", "odd(1) + even(2) + slashes[3]", TestName = "a sound unit")]
    [TestCase("plain.h", "UNKNOWN(nowhere)", TestName = "words about what a definition is given")]
    [TestCase("plain.h", "puts(1)", TestName = "words about a declaration")]
    [TestCase("poison.h", "odd(1)", TestName = "a pragma that gcc drops")]
    public void The_result_is_the_plain_compiler_s(string header, string expression)
    {
        Sandbox.Write(
            "a.c", $"#include <stdio.h>\n#include <{header}>\nint f(void) {{ return {expression}; }}\n");
        for (var time = 0; time < 2; time++)
        {
            new Comparison(Sandbox, Text).Remote(
                Host.Address, "gcc", "-Wall", "-O2", "-MD", "-isystem", $"{Sandbox.Work}/sys", "-c", "a.c");
        }
    }

    [Test]
    public void A_lean_text_is_less_to_send()
    {
        Sandbox.Write("a.c", "#include <stdio.h>\n#include <plain.h>\nint f(void) { return puts(\"lean\"); }\n");
        string[] arguments = ["-O2", "-isystem", $"{Sandbox.Work}/sys", "-c", "a.c"];
        var lean = BytesUp(new Comparison(Sandbox, Text).Remote(Host.Address, "gcc", arguments));
        var whole = BytesUp(new Comparison(Sandbox, Text).Remote(
            Host.Address, "gcc", ["-Wsystem-headers", .. arguments]));
        TestContext.Out.WriteLine($"{lean} bytes up, whole {whole}");
        Assert.That(lean, Is.LessThan(whole * 0.8));
        Assert.That(() => Jobs, Is.EqualTo(2).After(60_000, 20), "each is compiled once");
    }

    [Test]
    public void Words_about_a_definition_that_gcc_writes_otherwise_ask_for_the_whole_text()
    {
        Sandbox.Write("a.c", "#include <plain.h>\nint f(void) { return UNKNOWN(1, 2); }\n");
        var report = new Comparison(Sandbox, Text).Same("gcc", "-isystem", $"{Sandbox.Work}/sys", "-c", "a.c");
        Assert.That(() => Jobs, Is.EqualTo(2).After(60_000, 20), "first lean, then whole");

        // Which line a definition stands in gcc knows of a text, and does not quote it.
        Assert.That(report.Ours.Single(), Does.StartWith("distplusplus: a.c: compiled locally: words-to-confirm: "));
    }

    [TestCase("/sys/../sys", TestName = "a directory by a detour")]
    [TestCase("/a_long_name_of_a_link_to_it", TestName = "a directory by a link")]
    public void Headers_are_called_as_gcc_calls_them(string directory)
    {
        Directory.CreateSymbolicLink($"{Sandbox.Work}/a_long_name_of_a_link_to_it", "sys");
        Sandbox.Write("a.c", "#include <plain.h>\nint f(void) { return *where(); }\nint g = UNKNOWN;\n");
        Sandbox.Write("b.c", "#include <plain.h>\nint f(void) { return *where(); }\n");
        foreach (var source in (string[])["a.c", "b.c"])
        {
            new Comparison(Sandbox, Text).Remote(
                Host.Address, "gcc", "-MD", "-isystem", Sandbox.Work + directory, "-c", source);
        }
    }

    private static double BytesUp(CompileReport report)
    {
        var match = Regex.Match(report.Ours.Single(), "([0-9.]+) (k?)B up");
        Assert.That(match.Success, report.Ours[0]);
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            * (match.Groups[2].Length == 0 ? 1 : 1000);
    }
}

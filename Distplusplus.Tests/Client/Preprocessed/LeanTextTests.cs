using System.Text;
using Distplusplus.Client.Preprocessed;
using Distplusplus.Tests.Compiler;

namespace Distplusplus.Tests.Client.Preprocessed;

internal sealed class LeanTextTests
{
    private const string Mark = "# 1 \"/usr/include/stdio.h\" 1 3\n";

    [TestCase("/* a\n b\n c */\nint x;\n", "/* a\n\n c */\nint x;\n", TestName = "lines inside a comment")]
    [TestCase("// a\n  // b\nint x; // c\n", "\n\nint x; // c\n", TestName = "lines that are comment alone")]
    [TestCase("int x; /* a\n b\n*/ int y; /* c\n d\n*/\n", "int x; /* a\n\n*/ int y; /* c\n\n*/\n",
        TestName = "comments that begin and end beside code")]
    [TestCase("char *s = \"/*\";\n// a\n", "char *s = \"/*\";\n\n", TestName = "a string that looks like a comment")]
    [TestCase("char c = '\"', d = '\\'', e = L'\"'; /*\n b\n*/\n", "char c = '\"', d = '\\'', e = L'\"'; /*\n\n*/\n",
        TestName = "quotes in characters")]
    [TestCase("int x; // /* no comment\nint y;\n", null, TestName = "an opening in a comment")]
    [TestCase("/* // */ int x;\n", null, TestName = "a comment in a comment")]
    [TestCase("// a \\\nint x;\n// b\n", null, TestName = "a comment that goes on over the line's end")]
    [TestCase("// a ??/\nint x;\n// b\n", null, TestName = "one that goes on by a trigraph")]
    [TestCase("// a \\ \nint x;\n// b\n", null, TestName = "one that goes on by a backslash and a blank")]
    [TestCase("char *s = R\"(\n// a\n)\";\n// b\n", null, TestName = "a raw string")]
    [TestCase("int n = 1'000 / 2;\n// a\n", null, TestName = "a number with parted digits")]
    [TestCase("/* a *\\\n/ int x; /* b\n c\n*/\n", null, TestName = "a comment that ends over a line's end")]
    [TestCase("/* a\n b *\\\n/ int x; /* c\n d\n*/\n", null, TestName = "a later one that does")]
    [TestCase("char *s = \"a\\\n// b\\\n\";\n// c\n", null, TestName = "a string over lines")]
    [TestCase("#pragma x /* a\n// b\n*/\n", null, TestName = "a comment behind a directive")]
    public void Comments_of_system_headers_are_left_out_where_they_are_sure_to_be_some(string text, string? lean)
        => Assert.That(Lean(Mark + text, out _), Is.EqualTo(Mark + (lean ?? text)));

    [Test]
    public void Doubt_ends_with_the_next_file_but_not_after_a_raw_string()
    {
        const string Next = "# 2 \"/usr/include/stdlib.h\" 1 3\n";
        Assert.Multiple(() =>
        {
            Assert.That(
                Lean($"{Mark}int n = 1'0 / 2;\n// a\n{Next}// b\n", out _),
                Is.EqualTo($"{Mark}int n = 1'0 / 2;\n// a\n{Next}\n"));
            Assert.That(
                Lean($"{Mark}char *s = R\"(\n{Next}// b\n", out _),
                Is.EqualTo($"{Mark}char *s = R\"(\n{Next}// b\n"));
        });
    }

    [Test]
    public void What_is_not_the_system_s_stays_whole()
    {
        const string Text = "# 1 \"a.h\" 1\n/* a\n b\n c */\n// d\n#define A 1\n";
        const string Own = "/* a\n b\n c */\n// d\n#define A  1\n";
        Assert.That(
            Lean(Text, out var filter, _ => Encoding.UTF8.GetBytes(Own)), Is.EqualTo("# 1 \"a.h\" 1\n" + Own));
        Assert.That(filter.LeanFiles, Is.Empty);
    }

    [Test]
    public void Definitions_of_system_headers_stay_as_gcc_writes_them_and_nobody_reads_the_header()
    {
        var text = Mark + "#define A 1\nint x;\n";
        Assert.That(Lean(text, out var filter, _ => throw new InvalidOperationException()), Is.EqualTo(text));
        Assert.That(filter.LeanFiles, Is.EqualTo(new[] { "/usr/include/stdio.h" }));
    }

    [Test]
    public void A_mark_in_a_comment_says_that_it_is_none()
    {
        Lean(Mark + "/* a\n# 7 \"/usr/include/stdio.h\" 3\nint x;\n*/\n", out var filter);
        Assert.That(filter.MustBeWhole, Is.True);
        Assert.That(filter.Trap, Is.Null);
    }

    [TestCase("/usr/include/../include/stdio.h", true)]
    [TestCase("/usr//include/stdio.h", true)]
    [TestCase("/usr/include/stdio.h", false)]
    [TestCase("/usr/include/no.such.h", false)]
    public void A_header_with_a_shorter_name_is_called_by_it_only_in_whole_text(string name, bool mustBeWhole)
    {
        Lean($"# 1 \"{name}\" 1 3\nint x;\n", out var filter);
        Assert.That(filter.MustBeWhole, Is.EqualTo(mustBeWhole));
    }

    [Test]
    public void Lines_cut_anywhere_give_the_same_text()
    {
        const string Text = Mark
            + "/* a\n b\n c */ int x; // d\n// e\nchar *s = \"/*\";\n/*\n*\n*/\n# 9 \"a.c\" 2\nint y;";
        var whole = Lean(Text, out _);
        foreach (var size in (int[])[1, 2, 7, 30])
        {
            Assert.That(Lean(Text, out _, size: size), Is.EqualTo(whole));
        }
    }

    [Test]
    public void A_pragma_that_gcc_drops_is_remembered_of_a_header()
    {
        using var scratch = new ScratchDirectory();
        scratch.Write("trap.h", "#pragma push_macro(\"A\")\n");
        scratch.Write("plain.h", "int x;\n");
        var past = DateTime.UtcNow.AddHours(1);
        for (var time = 0; time < 2; time++)
        {
            using var headers = new SystemHeaders(
                scratch.Path + "/memory", new SetClock(new DateTimeOffset(past)));
            Assert.That(headers.HasLostPragma(scratch.Path + "/trap.h"), Is.True);
            Assert.That(headers.HasLostPragma(scratch.Path + "/plain.h"), Is.False);
            headers.Save();
        }

        File.WriteAllText(scratch.Path + "/plain.h", "#pragma GCC poison x\n");
        using var again = new SystemHeaders(scratch.Path + "/memory", TimeProvider.System);
        Assert.That(again.HasLostPragma(scratch.Path + "/plain.h"), Is.True, "it is another content");
    }

    [Test]
    public void A_real_text_means_the_same_lean()
    {
        using var scratch = new ScratchDirectory();
        scratch.Write("a.cpp", "#include <iostream>\n#include <regex>\n#include <thread>\nstd::regex r;\n");
        var text = RealCompiler.Run(
            "g++", ["-E", "-fdirectives-only", "-fno-canonical-system-headers", "a.cpp"], scratch.Path).Output;
        var lean = Lean(text, out var filter, _ => null);
        Assert.That(filter.MustBeWhole || filter.Trap is not null, Is.False);
        Assert.That(lean, Has.Length.LessThan(text.Length * 3 / 4));
        Assert.That(Expanded(lean), Is.EqualTo(Expanded(text.Replace("<built-in>\"\n", "<built-in>\" 3\n"))));

        string Expanded(string directives)
        {
            scratch.Write("a.ii", directives);
            return RealCompiler.Run(
                "g++", ["-E", "-x", "c++", "-fpreprocessed", "-fdirectives-only", "a.ii"], scratch.Path).Output
                .Replace("\r", "");
        }
    }

    private static string Lean(
        string text, out DirectivesText filter, Func<string, byte[]?>? read = null, int size = int.MaxValue)
    {
        using var scratch = new ScratchDirectory();
        using var headers = new SystemHeaders(scratch.Path + "/memory", TimeProvider.System);
        var sink = new MemoryStream();
        filter = new DirectivesText(sink, read ?? (_ => null), headers);
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(size))
        {
            filter.Write(piece);
        }

        filter.End();
        return Encoding.UTF8.GetString(sink.ToArray());
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

using System.Text;
using Distplusplus.Client.Preprocessed;
using Distplusplus.Tests.Compiler;

namespace Distplusplus.Tests.Client.Preprocessed;

internal sealed class DirectivesTextTests
{
    [TestCase("#define F(a, b) ((a) + (b)) // sum\nint x;\n")]
    [TestCase("#define F(a, b) \\\n    ((a) + \\\n     (b))\nint x;\n")]
    [TestCase("  #  define   G( x , y )   x   /* over\n two lines */ y  // tail\nint x;\n")]
    [TestCase("#define S \"a  /* no comment */ // none\" 'x' '\\''\nint x;\n")]
    [TestCase("#define LONG 1 \\\n 2 \\\n 3 \\\n 4 \\\n 5 \\\n 6 \\\n 7 \\\n 8 \\\n 9 \\\n 10\nint x;\n#define T 1\n")]
    [TestCase("#define CR 1 \\\r\n  + 2\r\nint x;\r\n")]
    [TestCase("#define LAST  1")]
    public void A_definition_gets_back_the_words_of_its_file(string source)
    {
        using var scratch = new ScratchDirectory();
        scratch.Write("a.c", source);
        var text = RealCompiler.Run("gcc", ["-E", "-fdirectives-only", "a.c"], scratch.Path).Output;
        var restored = Restore(text, name => name == "a.c" ? Encoding.UTF8.GetBytes(source) : null, out var trap);
        Assert.Multiple(() =>
        {
            Assert.That(trap, Is.False);
            Assert.That(
                string.Join('\n', restored.Replace("\r", "").Split('\n').Where(line => !line.StartsWith("# "))),
                Does.Contain(source.Replace("\r", "")[..^1]));
        });
    }

    [Test]
    public void Lines_cut_anywhere_give_the_same_text()
    {
        const string Source = "#define A( x )  \\\n x\nint a;\n#define B( y ) y\n";
        const string Text = "# 1 \"a.c\"\n#define A(x) x\n\nint a;\n#define B(y) y\n";
        foreach (var size in (int[])[1, 2, 7, 30, 100])
        {
            var sink = new MemoryStream();
            var filter = new DirectivesText(sink, _ => Encoding.UTF8.GetBytes(Source));
            foreach (var piece in Encoding.UTF8.GetBytes(Text).Chunk(size))
            {
                filter.Write(piece);
            }

            filter.End();
            Assert.That(Encoding.UTF8.GetString(sink.ToArray()), Is.EqualTo("# 1 \"a.c\"\n" + Source));
        }
    }

    [TestCase("#define A 2\nint x;\n", TestName = "another definition stands there")]
    [TestCase("int x;\n", TestName = "no definition stands there")]
    [TestCase("\n", TestName = "the file is shorter")]
    public void What_the_file_does_not_say_is_left_alone(string file)
    {
        const string Text = "# 1 \"a.c\"\n#define A 1\nint x;\n";
        Assert.That(Restore(Text, _ => Encoding.UTF8.GetBytes(file), out var trap), Is.EqualTo(Text));
        Assert.That(trap, Is.False);
    }

    [TestCase("#pragma push_macro(\"A\")")]
    [TestCase("#pragma message(\"hello\")")]
    [TestCase("# pragma GCC poison strcpy")]
    [TestCase("#pragma redefine_extname a b")]
    public void A_header_with_a_pragma_that_gcc_drops_is_a_trap(string pragma)
    {
        Restore("# 1 \"a.c\"\n# 1 \"h.h\" 1\n\n", n => Encoding.UTF8.GetBytes(n == "h.h" ? pragma : ""), out var trap);
        Assert.That(trap, Is.True);
    }

    [Test]
    public void Behind_the_mark_of_lines_that_are_not_here_stands_a_blank()
    {
        const string Text = "# 1 \"a.c\"\n# 7 \"gone.y\"\nint x;\n# 9 \"gone.y\" 3\n# 2 \"a.c\"\n# 4 \"a.c\"\n";
        Assert.That(
            Restore(Text, name => name == "a.c" ? "a\nb\nc\n"u8.ToArray() : null, out _),
            Is.EqualTo(Text.Replace("y\"\n", "y\" \n").Replace(" 3\n", " 3 \n").Replace("4 \"a.c\"", "4 \"a.c\" ")));
    }

    [Test]
    public void What_is_built_in_is_the_system_s()
        => Assert.That(
            Restore("# 0 \"<built-in>\"\n#define A 1\n", _ => null, out _),
            Is.EqualTo("# 0 \"<built-in>\" 3\n#define A 1\n"));

    private static string Restore(string text, Func<string, byte[]?> read, out bool trap)
    {
        var sink = new MemoryStream();
        var filter = new DirectivesText(sink, read);
        filter.Write(Encoding.UTF8.GetBytes(text));
        filter.End();
        trap = filter.Trap is not null;
        return Encoding.UTF8.GetString(sink.ToArray());
    }
}

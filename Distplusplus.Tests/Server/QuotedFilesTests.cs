using System.Text;
using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Parsing;
using Distplusplus.Protocol;
using Distplusplus.Server.Hosting;
using Distplusplus.Server.Jobs;
using Distplusplus.Tests.Support;
using Encoding = System.Text.Encoding;

namespace Distplusplus.Tests.Server;

/// <summary>
/// Texts that no preprocessor wrote, in any pieces: nothing is lost, nothing lies outside, no memory grows.
/// </summary>
internal sealed class QuotedFilesTests
{
    private static readonly string[] s_pieces =
    [
        "# 1 \"/p/a.c\"\n", "# 7 \"b.h\" 1\n", "# 2 \"/p/../../../etc/passwd\" 2\n", "# 2147483647 \"/p/x\"\n",
        "int x;\n", "\n", "# ", "# 1 \"", "\\", "\"", "# 99999999999 \"/p\"\n", "# 1 \"/\"\n", "\0", "é", "x",
        "# 3 \"/etc/passwd\" 3\n", "# 1 \"../../../../../../../../../canary\" 1\n", "# 1 \"/p/a.c/below\"\n",
        "# 1 \"././/b.h\" 1 3 4\n", "# 1 \"<built-in>\"\n", "# 1 \"\"\n", "# 1 \"\\057\\056\\056/canary\"\n",
    ];

    private Scratch _scratch = null!;
    private RunDirectory _run = null!;

    [SetUp]
    public void Open()
    {
        _scratch = new Scratch();
        _run = RunDirectory.Create(_scratch.Path, TimeProvider.System);
    }

    [TearDown]
    public void Close()
    {
        _run.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void A_text_of_one_line_takes_no_memory()
    {
        const int Pieces = 800;
        using var directory = JobDirectory.Create(_run);
        var piece = new byte[128 << 10];
        Array.Fill(piece, (byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();
        Lay(directory, Enumerable.Repeat(piece, Pieces).Prepend("# 1 \"/p/a.c\"\n"u8.ToArray()), out var text);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16L << 20));
        Assert.That(new FileInfo(text).Length, Is.GreaterThan((long)Pieces * piece.Length));
    }

    [Test]
    public void What_stands_behind_a_mark_with_a_blank_is_no_line_of_the_file()
    {
        using var directory = JobDirectory.Create(_run);
        var piece = "# 1 \"/p/a.c\"\nint x;\n# 9 \"/p/a.c\" \nint y;\n# 3 \"/etc/passwd\" 3 \nint z;\n"u8;
        Lay(directory, [piece.ToArray()], out var text);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText($"{directory.Root}/p/a.c"), Is.EqualTo("int x;\n"));
            Assert.That(File.Exists($"{directory.Root}/etc/passwd"), Is.False);
            Assert.That(File.ReadAllText(text), Does.Contain($"# 3 \"{directory.Root}/etc/passwd\" 3 \n"));
        });
    }

    [Test]
    public void A_line_that_is_too_long_does_not_hide_the_next()
    {
        using var directory = JobDirectory.Create(_run);
        var line = Encoding.ASCII.GetBytes($"# 1 \"/p/a.c\"\n{new string('x', 3 << 20)}\nint y;\n");
        Lay(directory, line.Chunk(100_000), out var text);
        Assert.That(File.ReadAllText($"{directory.Root}/p/a.c"), Is.EqualTo("\nint y;\n"));
        Assert.That(File.ReadAllText(text), Does.EndWith("x\nint y;\n"));
    }

    [Test]
    public void Any_text_in_any_pieces_stays_whole_and_below_the_root()
    {
        var (random, count) = Fuzzing.Of(3_000);
        for (var i = 0; i < count; i++)
        {
            var words = new StringBuilder();
            for (var n = random.Next(20); n > 0; n--)
            {
                words.Append(random.Of(s_pieces));
            }

            var bytes = Encoding.UTF8.GetBytes(words.ToString());
            using var directory = JobDirectory.Create(_run);
            Lay(directory, bytes.Length == 0 ? [] : bytes.Chunk(1 + random.Next(bytes.Length)), out var text);
            Assert.That(
                File.ReadAllText(text).Replace(directory.Root, "", StringComparison.Ordinal),
                Is.EqualTo(words.ToString()));
            Assert.That(
                Directory.GetFileSystemEntries(directory.Path).Select(path => Path.GetFileName(path)),
                Is.EquivalentTo((string[])["root", "tmp"]), words.ToString());
        }
    }

    private static void Lay(JobDirectory directory, IEnumerable<byte[]> pieces, out string text)
    {
        var job = new HostJob(
            CompilerFamily.Gcc, Language.C, Stage.Object, SendMode.TextDirectives, [], "/p", "a.c", "a.o", null, [],
            [new OutputFile(OutputKind.Main, "a.o")]);
        using var quoted = QuotedFiles.For(job, directory);
        Assert.That(quoted, Is.Not.Null);
        text = quoted!.Text;
        using var file = File.OpenHandle(text, FileMode.Create, FileAccess.Write);
        foreach (var piece in pieces)
        {
            quoted.Take(piece, file);
        }

        quoted.End(file);
    }
}

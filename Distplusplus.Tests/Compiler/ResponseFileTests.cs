using Distplusplus.Compiler.Parsing;
using Distplusplus.Platform;

namespace Distplusplus.Tests.Compiler;

internal sealed class ResponseFileTests
{
    private static readonly string[] s_readAlike =
    [
        "-DA=1 -DB=2", "  -DA=1\n\t-DB=2\r\n", "'-DA=\"x y\"'", "\"-DA=\\\"x\\\"\"", "-DA=x\\ y",
        "-DA=''", "''", "\"\" x",
        "-DA='a'\"b\"c", "\\'x\\'", "-DA=\\\\x", "", "\n",
    ];

    [Test]
    public void Files_are_read_as_gcc_and_clang_read_them()
    {
        using var scratch = new ScratchDirectory();
        foreach (var content in s_readAlike)
        {
            scratch.Write("args", content);
            var words = ResponseFiles.Words(File.ReadAllBytes($"{scratch.Path}/args"))!;
            foreach (var compiler in (string[])["gcc", "clang"])
            {
                // What -### shows of inputs and macros is enough to compare.
                var direct = RealCompiler.Run(compiler, ["-###", "-c", "-x", "c", .. words], scratch.Path);
                var byFile = RealCompiler.Run(compiler, ["-###", "-c", "-x", "c", "@args"], scratch.Path);
                Assert.That(Essence(byFile.Error), Is.EqualTo(Essence(direct.Error)), $"{compiler}: {content}");
            }
        }
    }

    [Test]
    public void Files_name_further_files()
    {
        var files = new Dictionary<string, string> { ["a"] = "-O2 @b -g", ["b"] = "'-DX=a b' -c" };
        Assert.That(
            Expand(["@a", "x.c"], files),
            Is.EqualTo((string[])["-O2", "-DX=a b", "-c", "-g", "x.c"]));
    }

    [Test]
    public void A_file_that_names_itself_keeps_the_compile_here()
        => Assert.That(Expand(["@a"], new() { ["a"] = "@b", ["b"] = "@a" }), Is.Null);

    [Test]
    public void A_file_that_is_missing_keeps_the_compile_here()
        => Assert.That(Expand(["@a"], []), Is.Null);

    [TestCase("'a\\b'")]
    [TestCase("\"a\\b\"")]
    [TestCase("a\\\nb")]
    [TestCase("'open")]
    [TestCase("end\\")]
    [TestCase("a\0b")]
    [TestCase("a\\\0b")]
    [TestCase("'a\0b'")]
    public void What_compilers_of_different_ages_read_differently_keeps_the_compile_here(string content)
        => Assert.That(Expand(["@a"], new() { ["a"] = content }), Is.Null);

    [Test]
    public void Bytes_that_are_no_text_come_through()
        => Assert.That(
            NativeText.Encode(ResponseFiles.Words([0x2D, 0x44, 0xFC, 0x3D, 0x31])![0]),
            Is.EqualTo((byte[])[0x2D, 0x44, 0xFC, 0x3D, 0x31]));

    [Test]
    public void Of_random_bytes_every_letter_comes_through_in_its_order()
    {
        var random = new Random(2);
        var letters = " \t\n'\"\\@ab-"u8.ToArray();
        for (var i = 0; i < 50_000; i++)
        {
            var content = new byte[random.Next(20)];
            for (var j = 0; j < content.Length; j++)
            {
                content[j] = random.Next(4) == 0 ? (byte)random.Next(256) : letters[random.Next(letters.Length)];
            }

            // Words are what is left of the text: nothing is added, nothing changes places.
            if (ResponseFiles.Words(content) is { } words)
            {
                var left = content.AsSpan();
                foreach (var letter in words.SelectMany(NativeText.Encode))
                {
                    var at = left.IndexOf(letter);
                    Assert.That(at, Is.Not.Negative, Convert.ToHexString(content));
                    left = left[(at + 1)..];
                }
            }
        }
    }

    private static IReadOnlyList<string>? Expand(IReadOnlyList<string> arguments, Dictionary<string, string> files)
        => ResponseFiles.Expand(
            arguments,
            name => files.TryGetValue(name, out var content) ? NativeText.Encode(content) : null,
            out _);

    private static string Essence(string error)
        => System.Text.RegularExpressions.Regex.Replace(
            error, "/tmp/cc\\w+\\.s|'?@args'?|-[a-z]+-[0-9a-f]{6}\\.o|0x[0-9a-f]+", "");
}

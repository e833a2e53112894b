using System.Text;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Maps of names of every form, made at random: objects are the plain compiler's byte for byte. SEED and ROUNDS in the
/// environment try more.
/// </summary>
internal sealed class PrefixMapTests : EndToEndFixture
{
    private const int Rounds = 12;

    private static readonly string[] s_options =
        ["-fdebug-prefix-map=", "-fmacro-prefix-map=", "-ffile-prefix-map=", "-ffile-prefix-map="];

    [SetUp]
    public void Write()
    {
        Sandbox.Write("src/h.h", "static inline const char *h(void) { return __FILE__; }\n");
        Sandbox.Write("src/a.c", "#include <stddef.h>\n#include \"h.h\"\nconst char *f(void) { return __FILE__; }\n"
            + "size_t g(void) { return h()[0]; }\n");
    }

    [TestCase("gcc", "-fdebug-prefix-map=$PWD=/src -fdebug-prefix-map=/src=/final")]
    [TestCase("gcc", "-ffile-prefix-map=/tmp=/tmp/x")]
    [TestCase("gcc", "-ffile-prefix-map=/=/r/")]
    [TestCase("gcc", "-ffile-prefix-map=/=//")]
    [TestCase("gcc", "-ffile-prefix-map==x")]
    [TestCase("clang", "-ffile-prefix-map==x")]
    [TestCase("clang", "-fdebug-prefix-map==x")]
    [TestCase("clang", "-fdebug-prefix-map=$PWD=/src -fdebug-prefix-map=/src=/final")]
    [TestCase("clang", "-fprofile-instr-generate -fcoverage-mapping -fcoverage-prefix-map=$PWD=/src")]
    [TestCase("clang", "-fdebug-compilation-dir=.")]
    [TestCase("clang", "-ffile-compilation-dir=.")]
    [TestCase("clang", "-fdebug-compilation-dir /some/where -fdebug-prefix-map=/some=/any")]
    [TestCase("clang", "-ffile-compilation-dir=.. -ffile-prefix-map=$PWD=/src")]
    public void A_map_gives_the_compiler_s_own_object(string compiler, string maps)
    {
        var options = maps.Replace("$PWD", Sandbox.Work).Split(' ');
        AtTheHost(compiler, ["-g", .. options, "-c", "src/a.c"]);
        AtTheHost(compiler, ["-g", .. options, "-c", $"{Sandbox.Work}/src/a.c"]);
    }

    [Test]
    public void Maps_made_at_random_give_the_compiler_s_own_object()
    {
        var seed = Number("SEED", 1);
        var random = new Random(seed);
        var rounds = Number("ROUNDS", Rounds);
        var wrong = new StringBuilder();
        for (var round = 0; round < rounds; round++)
        {
            var compiler = random.Next(2) == 0 ? "gcc" : "clang";
            string[] words =
            [
                random.Next(2) == 0 ? "-gdwarf-4" : "-gdwarf-5",
                .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Map(random, compiler)),
                "-c", random.Next(3) == 0 ? $"{Sandbox.Work}/src/a.c" : "src/a.c", "-o", "a.o",
            ];
            var (differences, ours) = Comparison.Differences(
                Sandbox.Command(compiler, words), Client.Compile(compiler, words));
            if (differences.Length > 0 || !CompileReport.Of(ours).At(Host.Address))
            {
                wrong.AppendLine($"{compiler} {string.Join(' ', words)}\n{differences}{ours.Error}");
            }
        }

        Assert.That(wrong.ToString(), Is.Empty, $"seed {seed}");
    }

    private string Map(Random random, string compiler)
    {
        var option = compiler == "clang" && random.Next(8) == 0
            ? "-fcoverage-prefix-map="
            : s_options[random.Next(s_options.Length)];
        return $"{option}{Side(random)}={Side(random)}";
    }

    private string Side(Random random)
    {
        var work = Sandbox.Work;
        string[] sides =
        [
            work, $"{work}/", $"{work}/src", $"{work}/src/", work[..^1], work[..(work.LastIndexOf('/') + 1)], "/", "//",
            "/tmp", "/usr", "/usr/lib", "/a", "/a/b", ".", "..", "", "src", "src/", "x", "./src", "/usr/../tmp",
        ];
        return sides[random.Next(sides.Length)];
    }

    private static int Number(string variable, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}

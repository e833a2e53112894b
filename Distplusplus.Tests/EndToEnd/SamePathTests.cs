using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Two clients that see different trees at one path, as containers do, build at one host at once: neither host nor
/// what clients remember may give one the other's headers.
/// </summary>
internal sealed class SamePathTests : DirectFixture
{
    private const int Rounds = 20;

    private static readonly string[] _trees = ["one", "two"];

    [TestCase(true, TestName = "Each remembers for itself")]
    [TestCase(false, TestName = "Both remember in one place")]
    public void Two_clients_with_different_headers_at_one_path_each_get_their_own_object(bool apart)
    {
        Needs.Program("bwrap");
        Directory.CreateDirectory($"{Sandbox.Work}/seen");
        foreach (var tree in _trees)
        {
            Sandbox.Write(
                $"{tree}/a.c",
                "#include <stdio.h>\n#include <value.h>\n#if __has_include(\"more.h\")\n#include \"more.h\"\n#endif\n"
                    + "int value = VALUE;\nint line(void) { return printf(\"%d\\n\", VALUE) + LINES; }\n");
        }

        // Only two finds this one first, and more.h.
        Sandbox.Write("one/second/value.h", string.Empty);
        Sandbox.Write("two/first/value.h", string.Empty);
        Sandbox.Write("two/more.h", "#undef LINES\n#define LINES 77\n");
        for (var round = 0; round < Rounds; round++)
        {
            // Equal in size and time, so only the contents tell them apart.
            Sandbox.Write("one/second/value.h", $"#define VALUE {1000 + round}\n#define LINES 11\n");
            Sandbox.Write("two/first/value.h", $"#define VALUE {2000 + round}\n#define LINES 11\n");
            Sandbox.Command(
                "touch", "-d", "1 hour ago", "one/a.c", "two/a.c", "two/more.h", "one/second/value.h",
                "two/first/value.h").Run().Succeeded();
            var compiler = round % 2 == 0 ? "gcc" : "clang";
            Parallel.ForEach(_trees, tree => Build(tree, compiler, apart));
            foreach (var tree in _trees)
            {
                Assert.That(Read($"{tree}/ours.o"), Is.EqualTo(Read($"{tree}/plain.o")), $"{tree}, round {round}");
                Assert.That(Read($"{tree}/ours.d"), Is.EqualTo(Read($"{tree}/plain.d")), $"{tree}, round {round}");
            }

            Assert.That(Read("one/ours.o"), Is.Not.EqualTo(Read("two/ours.o")), "the trees made no difference");
        }
    }

    private void Build(string tree, string compiler, bool apart)
    {
        var plain = Sandbox.Command(compiler, Arguments("plain"));
        Seeing(tree, plain).Run().Succeeded();
        var client = Client.Compile(compiler, Arguments("ours"));
        if (apart)
        {
            client = client.With("XDG_CACHE_HOME", Sandbox.Path($"cache-{tree}"));
        }

        var ours = Seeing(tree, client).Run();
        Assert.That(ours.ExitCode, Is.Zero, ours.Error);
        Assert.That(ours.Error, Does.Contain("(direct, "));
    }

    private static string[] Arguments(string output)
        => ["-g", "-Ifirst", "-Isecond", "-MD", "-MF", $"{output}.d", "-MT", "x", "-c", "a.c", "-o", $"{output}.o"];

    // The command finds the tree at work/seen, and nothing else is another than outside.
    private Command Seeing(string tree, Command command)
        => command with
        {
            Program = "bwrap",
            Arguments =
            [
                "--dev-bind", "/", "/", "--bind", $"{Sandbox.Work}/{tree}", $"{Sandbox.Work}/seen",
                "--chdir", $"{Sandbox.Work}/seen", "--die-with-parent", "--", command.Program, .. command.Arguments,
            ],
        };
}

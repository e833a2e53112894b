namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// What client and host remember of headers never outlives the headers: whatever is done to one between two builds,
/// the second object is the plain compiler's.
/// </summary>
internal sealed class DirectChangesTests : DirectFixture
{
    private static readonly string[] _unit = ["-g", "-Ifirst", "-Isecond", "-c", "a.c"];

    [SetUp]
    public void WriteUnit()
    {
        Directory.CreateDirectory($"{Sandbox.Work}/first");
        Sandbox.Write("second/value.h", "#define VALUE 1\n");
        Sandbox.Write(
            "a.c",
            "#include <value.h>\n#if __has_include(\"maybe.h\")\n#include \"maybe.h\"\n#endif\nint value = VALUE;\n");

        // Old enough to be remembered.
        Shell("touch -d '1 hour ago' second/value.h a.c; sleep 2.2");
        Build();
        Build();
    }

    [TestCase("printf '#define VALUE 22\\n' > second/value.h", TestName = "Edited")]
    [TestCase(
        "printf '#define VALUE 9\\n' > second/value.h; touch -d '1 hour ago' second/value.h",
        TestName = "Edited with an old time")]
    [TestCase("touch -r second/value.h t; printf '#define VALUE 7\\n' > n; touch -r t n; mv n second/value.h",
        TestName = "Replaced by one of equal size and time")]
    [TestCase("touch -r second/value.h t; printf '#define VALUE 6\\n' > second/value.h; touch -r t second/value.h",
        TestName = "Rewritten with equal size and time")]
    [TestCase("printf '#define VALUE 3\\n' > first/value.h", TestName = "Shadowed")]
    [TestCase("printf '#undef VALUE\\n#define VALUE 4\\n' > maybe.h", TestName = "Added")]
    [TestCase("touch second/value.h", TestName = "Touched")]
    [TestCase(
        "mkdir other; printf '#define VALUE 5\\n' > other/value.h; rm -r first; ln -s other first",
        TestName = "Link in its way")]
    public void A_header_changed_between_two_builds_is_noticed(string change)
    {
        var before = Read("plain.o");
        Shell(change);
        Build();
        if (!change.StartsWith("touch second", StringComparison.Ordinal))
        {
            Assert.That(Read("ours.o"), Is.Not.EqualTo(before), "the change changed nothing");
        }

        Build();
    }

    [TestCase("", TestName = "Computed name of a file that a written name finds too")]
    [TestCase("#pragma once\n", TestName = "The same, read once")]
    public void A_header_that_shadows_only_a_computed_name_is_noticed(string first)
    {
        Sandbox.Write("second/value.h", first + "#define VALUE 1\n");
        Sandbox.Write(
            "a.c",
            "#define TEXT2(x) #x\n#define TEXT(x) TEXT2(x)\n#define NAME value\n#include \"second/value.h\"\n"
            + "#undef VALUE\n#include TEXT(NAME.h)\n#ifdef VALUE\nint value = VALUE;\n#endif\n");
        Shell("touch -d '1 hour ago' second/value.h a.c; sleep 2.2");
        Build();
        Build();
        var before = Read("plain.o");
        Shell("printf '#define VALUE 3\\n' > first/value.h");
        Build();
        Assert.That(Read("ours.o"), Is.Not.EqualTo(before), "the change changed nothing");
        Build();
    }

    [Test]
    public void A_header_that_went_away_is_missed()
    {
        Shell("rm second/value.h");
        var ours = Client.Compile("gcc", _unit).Run();
        Assert.That(ours.ExitCode, Is.EqualTo(1));
        Assert.That(ours.Error, Does.Contain("fatal error: value.h: No such file or directory"));
    }

    [Test]
    public void A_header_changed_over_and_over_within_the_clock_s_grain_is_noticed()
    {
        for (var n = 10; n < 40; n++)
        {
            File.WriteAllText($"{Sandbox.Work}/second/value.h", $"#define VALUE {n}\n");
            AgreesInPlace("gcc", _unit);
        }
    }

    [Test]
    public void Two_trees_with_different_headers_of_one_name_do_not_meet()
    {
        Sandbox.Write("one/include/v.h", "#define V 1\n");
        Sandbox.Write("two/include/v.h", "#define V 2\n");
        Sandbox.Write("v.c", "#include <v.h>\nint v = V;\n");
        Shell("touch -d '1 hour ago' one/include/v.h two/include/v.h v.c");
        Parallel.For(0, 12, n =>
        {
            var tree = n % 2 == 0 ? "one" : "two";
            var result = Client.Compile("gcc", "-g", $"-I{tree}/include", "-c", "v.c", "-o", $"v{n}.o").Run();
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        });
        foreach (var (tree, n) in (ReadOnlySpan<(string, int)>)[("one", 0), ("two", 1)])
        {
            Sandbox.Command("gcc", "-g", $"-I{tree}/include", "-c", "v.c", "-o", "plain.o").Run().Succeeded();
            for (var of = n; of < 12; of += 2)
            {
                Assert.That(Read($"v{of}.o"), Is.EqualTo(Read("plain.o")), $"v{of}.o");
            }
        }
    }

    private void Build()
    {
        AgreesInPlace("gcc", _unit);
        AgreesInPlace("clang", _unit);
    }

    private void Shell(string line) => Sandbox.Command("/bin/sh", "-c", line).Run().Succeeded();
}

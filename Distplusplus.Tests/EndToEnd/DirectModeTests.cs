using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The real source compiled at the host is the same file, debug information and all.</summary>
internal sealed class DirectModeTests : DirectFixture
{
    private const string C = """
        #include <stdio.h>
        #include <pthread.h>
        #include <sys/socket.h>
        #include "answer.h"
        #define SHOW(x) printf("%d %s\n", (x), __FILE__)
        static int twice(int n) { int m = n * 2; return m; }
        int main(void) { SHOW(twice(ANSWER)); return 0; }

        """;

    private const string Cxx = """
        #include <algorithm>
        #include <functional>
        #include <iostream>
        #include <map>
        #include <string>
        #include <vector>
        #include "answer.h"
        template <class T> T twice(T t) { return t + t; }
        int main() { std::map<int, std::string> m; m[ANSWER] = twice(std::string("x")); std::cout << m.size() << '\n'; }

        """;

    [SetUp]
    public void WriteUnits()
    {
        Sandbox.Write("answer.h", "#pragma once\n#define ANSWER 42\n");
        Sandbox.Write("a.c", C);
        Sandbox.Write("a.cpp", Cxx);
    }

    [TestCase("gcc", "a.c")]
    [TestCase("g++", "a.cpp")]
    [TestCase("clang", "a.c")]
    [TestCase("clang++", "a.cpp")]
    public void Debug_information_is_the_same(string compiler, string source)
    {
        string[] options =
        [
            "-g -O2", "-g3 -MD", "-g -gsplit-dwarf -O1", "-gdwarf-4 -O2 -fPIC", "-gdwarf-5 -g3 -ffunction-sections",
            "-g1 -Wall -Wextra", "-g -gz -fno-omit-frame-pointer", "-S -g -O1",
        ];
        Assert.Multiple(() =>
        {
            foreach (var line in options)
            {
                string[] stage = line.Contains("-S", StringComparison.Ordinal) ? [] : ["-c"];
                Direct(compiler, [.. line.Split(' '), .. stage, source]);
            }
        });
    }

    [TestCase("gcc", "a.c")]
    [TestCase("g++", "a.cpp")]
    [TestCase("clang", "a.c")]
    [TestCase("clang++", "a.cpp")]
    public void Sanitizers_are_the_same(string compiler, string source)
    {
        Assert.Multiple(() =>
        {
            foreach (var kind in (string[])["address", "undefined", "thread"])
            {
                Direct(compiler, "-g", "-O1", $"-fsanitize={kind}", "-c", source);
                Direct(compiler, $"-fsanitize={kind}", "-c", $"{Sandbox.Work}/{source}", "-o", "abs.o");
            }
        });
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void A_working_directory_reached_through_a_link_keeps_its_name(string compiler)
    {
        Sandbox.Write("real/proj/a.c", C);
        Sandbox.Write("real/proj/answer.h", "#define ANSWER 1\n");
        File.CreateSymbolicLink($"{Sandbox.Work}/link", "real");

        // A shell's cd is what sets PWD to the name with the link in it.
        foreach (var entering in (string[])["cd link/proj", $"cd {Sandbox.Work}/link/proj", "cd link/proj && cd -P ."])
        {
            var report = Comparison.Same(
                Client.Command("/bin/sh", "-c", $"{entering} && exec {compiler} -g -c a.c -o a.o"),
                Client.Command("/bin/sh", "-c", $"{entering} && exec {NativeBinary.Path} {compiler} -g -c a.c -o a.o"));
            Assert.That(report.Ours, Has.Exactly(1).Contains("(direct, "), entering);
        }
    }

    [TestCase("gcc", "/.")]
    [TestCase("gcc", "/")]
    [TestCase("gcc", "/../work")]
    [TestCase("gcc", "/other//.././/")]
    [TestCase("gcc", "/away/../work/link/..")]
    [TestCase("clang", "/.")]
    [TestCase("clang", "/")]
    [TestCase("clang", "/../work")]
    [TestCase("clang", "/other//.././/")]
    [TestCase("clang", "/away/../work/link/..")]
    public void A_working_directory_is_recorded_as_PWD_spells_it(string compiler, string spelling)
    {
        Sandbox.Write("a.c", C);
        Sandbox.Write("answer.h", "#define ANSWER 1\n");
        Directory.CreateDirectory($"{Sandbox.Work}/other/deep");
        File.CreateSymbolicLink($"{Sandbox.Work}/away", Sandbox.Path("tmp"));
        File.CreateSymbolicLink($"{Sandbox.Work}/link", "other");
        var comparison = new Comparison(Sandbox, Client)
        {
            Adjust = command => command.With("PWD", Sandbox.Work + spelling),
        };
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Same(compiler, "-g", "-c", "a.c").Ours, Has.Exactly(1).Contains("(direct, "));
            Assert.That(
                comparison.Same(compiler, "-g", "-gdwarf-4", "-gsplit-dwarf", "-c", "a.c").Ours,
                Has.Exactly(1).Contains("(direct, "));
        });
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void Sources_and_headers_anywhere_are_the_same(string compiler)
    {
        Sandbox.Write("src/deep/b.c", "#include \"../../gen/made.h\"\n#include <outside.h>\nint b = MADE + OUTSIDE;\n");
        Sandbox.Write("build/gen/.keep", "");
        Sandbox.Write("gen/made.h", "#define MADE 1\n");
        Directory.CreateDirectory(Sandbox.Path("elsewhere"));
        File.WriteAllText(Sandbox.Path("elsewhere/outside.h"), "#define OUTSIDE 2\n");
        var elsewhere = Sandbox.Path("elsewhere");
        Assert.Multiple(() =>
        {
            Direct(compiler, "-g", "-MD", "-I", elsewhere, "-c", "src/deep/b.c", "-o", "build/b.o");
            Direct(compiler, "-g", "-MMD", $"-I{elsewhere}", "-c", $"{Sandbox.Work}/src/deep/b.c", "-o", "build/b.o");
            Direct(compiler, "-g", "-MMD", "-isystem", "../elsewhere", "-c", "./src/../src/deep//b.c", "-o", "b.o");
            Direct(
                compiler, "-g", "-MD", "-Ibuild/nowhere", "-iquote", "build", "-idirafter", elsewhere, "-c",
                "src/deep/b.c");
            var away = $"cd build && exec {{0}} {compiler} -g -MD -I{elsewhere} -c ../src/deep/b.c -o b.o";
            var report = Comparison.Same(
                Client.Command("/bin/sh", "-c", away.Replace("{0}", "")),
                Client.Command("/bin/sh", "-c", away.Replace("{0}", NativeBinary.Path)));
            Assert.That(report.Ours, Has.Exactly(1).Contains("(direct, "));
        });
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void What_the_compiler_says_of_headers_is_the_same(string compiler)
    {
        Sandbox.Write(
            "inc/warn.h",
            "static int unused_here;\nstatic inline int f(unsigned u) { if (u < 0) return 1; return u == -1; }\n");
        Sandbox.Write(
            "w.c",
            "#include \"inc/warn.h\"\n#include <warn.h>\n"
                + "#include \"inc/../inc/warn2.h\"\nint g(void) { return f(1) }\n");
        Sandbox.Write(
            "inc/warn2.h",
            "#warning \"a very long warning that has to be wrapped by whoever prints it because it says so much\"\n");
        Assert.Multiple(() =>
        {
            foreach (var more in (string[])["-c", "-Wall -Wextra -c", "-Wall -Wextra -fdiagnostics-color=always -c",
                "-Wextra -fmessage-length=40 -c"])
            {
                Comparison.Same(compiler, [.. more.Split(' '), "-Iinc", "w.c"]);
            }
        });
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void Random_include_graphs_agree_in_object_and_dependency_file(string compiler)
    {
        const int Graphs = 40;
        var compiled = 0;
        for (var seed = 0; seed < Graphs; seed++)
        {
            Sandbox.Command("/bin/sh", "-c", "find . -mindepth 1 -delete").Run().Succeeded();
            RandomIncludes.Grow(
                (path, text)
                    => Sandbox.Write(path, text), (path, target) => Link(path, target), new Random(1000 + seed));
            string[] arguments =
            [
                "-g", "-c", "src/main.c", "-iquote", "quote", "-Iinc", .. seed % 2 == 0
                    ? Array.Empty<string>()
                    : ["-Isys"],
                "-isystem", "sys", "-idirafter", "after", .. seed % 3 == 0
                    ? ["-include", "a.h"]
                    : Array.Empty<string>(),
                $"-DN={seed % 5}", "-DCHOSEN=\"d.h\"",
            ];
            for (var run = 0; run < 2; run++)
            {
                AgreesInPlace(compiler, arguments);
            }

            compiled += File.Exists($"{Sandbox.Work}/ours.o") ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{compiled} of {Graphs} graphs compile");
        Assert.That(compiled, Is.GreaterThan(Graphs / 3));
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void An_include_only_the_compiler_can_name_goes_directly(string compiler)
    {
        Sandbox.Write(
            "s.c",
            "#define STR_(x) #x\n#define STR(x) STR_(x)\n#include STR(v/__GNUC__.h)\nint s = WHICH;\n");
        foreach (var version in (string[])["12", "4"])
        {
            Sandbox.Write($"late/v/{version}.h", "#define WHICH 1\n");
        }

        Sandbox.Write("early/none.h", "");
        string[] arguments = ["-g", "-MD", "-Iearly", "-Ilate", "-c", "s.c"];
        Direct(compiler, arguments);
        Direct(compiler, arguments);
        foreach (var version in (string[])["12", "4"])
        {
            Sandbox.Write($"early/v/{version}.h", "#define WHICH 2\n");
        }

        Direct(compiler, arguments);
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void Links_that_go_in_circles_change_nothing(string compiler)
    {
        var ways = new List<string>();
        for (var seed = 5000; seed < 5008; seed++)
        {
            Sandbox.Command("/bin/sh", "-c", "find . -mindepth 1 -delete").Run().Succeeded();
            RandomIncludes.Grow(
                (path, text) => Sandbox.Write(path, text), Link, new Random(seed), circles: true);
            var report = Comparison.Same(
                compiler, "-g0", "-c", "src/main.c", "-iquote", "quote", "-Iinc", "-isystem", "sys", "-DN=1");
            ways.AddRange(report.Ours);
        }

        Assert.That(ways, Has.Some.Contains("(direct, "));
        Assert.That(ways, Has.Some.Contains("compiled locally: no-way-to-send: "), "no circle was met");
    }

    [Test]
    public void A_file_that_the_assembler_may_not_read_there_is_one_that_may_be_here()
    {
        Sandbox.Write("there.s", "\t.comm there, 4\n");
        Sandbox.Write("a.c", $"asm(\".incl\" \"ude \\\"{Sandbox.Work}/there.s\\\"\");\n");
        using var host = BuildHost.Start(Sandbox, "--isolation", "landlock");
        var client = new FarmClient(Sandbox, host.Address);
        Assert.That(
            new Comparison(Sandbox, client).Same("gcc", "-c", "a.c").Ours,
            Is.EqualTo((string[])
            [
                "distplusplus: a.c: compiled locally: missing-file: the compiler on the host did not find a file; a "
                    + "local compile decides",
            ]));
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{Sandbox.Work}/{path}")!);
        File.CreateSymbolicLink($"{Sandbox.Work}/{path}", target);
    }
}

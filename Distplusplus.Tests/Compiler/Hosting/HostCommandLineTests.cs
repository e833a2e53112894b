using Distplusplus.Compiler.Hosting;
using Distplusplus.Compiler.Identity;
using Distplusplus.Protocol;

namespace Distplusplus.Tests.Compiler.Hosting;

/// <summary>
/// The same compile twice: plainly, and with the command line of a host in a tree that mirrors the client's. What is
/// written must be the same bytes.
/// </summary>
internal sealed class HostCommandLineTests
{
    private static readonly string[] s_compilers = ["gcc", "g++", "clang", "clang++"];

    private static readonly string[] s_plain = ["", "-O2 -Wall", "-Os -fPIC -DX=3 -include src/h.h", "-S", "-S -O1"];

    private static readonly string[] s_debug =
    [
        "-g", "-g -O2", "-g3", "-g3 -O2", "-g -gdwarf-4", "-g -gsplit-dwarf", "-g1", "-ggdb3 -DX=3",
        "-g -fdebug-prefix-map=@=/there", "-g -ffile-prefix-map=@/src=/there", "-g -ffile-prefix-map=src=there",
        "-g -fdebug-prefix-map=@/src=/a -fdebug-prefix-map=@=/b",
        "-g -fdebug-prefix-map=@=/b -fdebug-prefix-map=@/src=/a",
        "-g -fmacro-prefix-map=@=/there", "-g -S", "-g -I@/src -iquote @/src", "-g -idirafter @/src -isystem src",
        "-g -include @/src/h.h", "-g3 -ffreestanding", "-g -fstack-usage",
    ];

    // gcc names a source that is mapped twice in a line table of DWARF 4; neither maps names in .su (the host finds its
    // root there and the job gets a tree at the root).
    private static readonly Dictionary<string, string[]> s_differsWithAbsoluteSource = new()
    {
        ["gcc"] = ["-g -gdwarf-4", "-g -fstack-usage"],
        ["g++"] = ["-g -gdwarf-4", "-g -fstack-usage"],
        ["clang"] = ["-g -fstack-usage"],
        ["clang++"] = ["-g -fstack-usage"],
    };

    [Test]
    public void Direct_mode_gives_the_same_files(
        [ValueSource(nameof(s_compilers))] string compiler,
        [Values("src/a.c", "@/src/a.c", "src/../src/a.c")] string source)
    {
        using var scratch = new Mirror();
        var known = source[0] == '@' ? s_differsWithAbsoluteSource : new Dictionary<string, string[]>();
        foreach (var options in s_plain.Concat(s_debug).Except(known.GetValueOrDefault(compiler, [])))
        {
            scratch.Compare(compiler, options, source);
        }
    }

    [Test]
    public void Direct_mode_gives_the_same_files_in_every_language(
        [Values("gcc", "clang")] string compiler,
        [Values("assembler-with-cpp", "assembler", "cpp-output", "c++-cpp-output")] string language,
        [Values("src/b.x", "@/src/b.x")] string source)
    {
        using var scratch = new Mirror();
        scratch.WriteSource("src/b.x", language.StartsWith("assembler", StringComparison.Ordinal)
            ? "\t.text\n\t.globl f\nf:\tnop\n\tnop\n"
            : "# 1 \"src/b.c\"\n# 1 \"<built-in>\"\n# 1 \"src/b.c\"\nint f(int a) { return a; }\n");
        foreach (var options in (string[])["", "-g", "-O2 -g -Wall", "-g -fdebug-prefix-map=@=/there"])
        {
            // clang's assembler maps no name of its own source: the host finds its root and refuses the job.
            if (compiler == "clang" && source[0] == '@' && options != ""
                && language.StartsWith("assembler", StringComparison.Ordinal))
            {
                continue;
            }

            scratch.Compare(compiler, $"-x {language} {options}", source);
        }
    }

    [TestCase("-flto")]
    [TestCase("-fsanitize=address,undefined -O1")]
    [TestCase("-fopenmp -O2")]
    [TestCase("-pg")]
    [TestCase("-g -fsanitize=undefined")]
    public void Clang_gives_the_same_files_with(string options)
    {
        using var scratch = new Mirror();
        scratch.Compare("clang", options, "src/a.c");
        scratch.Compare("clang++", options, "src/a.c");
    }

    [TestCase("-fsanitize=address,undefined -O1")]
    [TestCase("-fopenmp -O2")]
    [TestCase("-pg")]
    [TestCase("-g -fsanitize=undefined")]
    public void Gcc_gives_the_same_files_with(string options)
    {
        using var scratch = new Mirror();
        scratch.Compare("gcc", options, "src/a.c");
        scratch.Compare("g++", options, "src/a.c");
    }

    [Test]
    public void Dependency_options_are_said_explicitly_and_below_the_root()
    {
        var command = JobOf.Command(
            ["gcc", "-MMD", "-MP", "-MT", "x", "-MF", "/o/a.d", "-c", "/s/a.c", "-o", "/o/a.o"]);
        var job = JobOf.Mode(command, SendMode.Direct, "/w", ["/usr/include"]) with { HasImplicitInclude = true };
        Assert.That(
            HostCommandLine.Build(job, "/R"),
            Is.EqualTo((string[])
                ["-fdebug-prefix-map=/R=", "-fmacro-prefix-map=/R=", "-include", "stdc-predef.h", "-nostdinc",
                    "-isystem", "/R/usr/include",
                    "-MMD", "-MF", "/R/o/a.d", "-MT", "x", "-MP", "-x", "c", "-c", "-o", "/R/o/a.o", "/R/s/a.c"]));
    }

    [Test]
    public void Paths_of_options_go_below_the_root_however_they_are_written()
    {
        var command = JobOf.Command(
            ["clang", "-I/a", "-I", "/b", "-Ic", "-isystem/d", "--sysroot=/e", "-include", "/f.h", "-DX=/g",
                "-ffile-prefix-map=/h=/i", "-L/k", "-c", "a.c"]);
        Assert.That(
            HostCommandLine.Build(JobOf.Mode(command, SendMode.Direct, "/w", ["/usr/include", "/s"]), "/R"),
            Is.EqualTo((string[])
                ["-ffile-prefix-map=/R=", "-I/R/a", "-I", "/R/b", "-Ic", "-isystem/R/d", "--sysroot=/R/e", "-include",
                    "/R/f.h", "-DX=/g", "-ffile-prefix-map=/R/h=/i",
                    "-L/k", "-nostdinc", "-Xclang", "-internal-externc-isystem", "-Xclang", "/R/usr/include",
                    "-Xclang", "-internal-isystem", "-Xclang", "/R/s", "-fdebug-compilation-dir", "/R/w",
                    "-x", "c", "-c", "-o", "a.o", "a.c"]));
    }

    [TestCase("a.c", true)]
    [TestCase("a.i", false)]
    public void Clang_is_not_told_of_names_where_it_has_none_to_make(string source, bool isTold)
    {
        var job = JobOf.Mode(JobOf.Command(["clang", "-c", source]), SendMode.Direct, "/w") with
        {
            CompilerVersion = "Debian clang version 15.0.6",
        };
        Assert.That(HostCommandLine.Build(job, "/R").Contains("-fno-file-reproducible"), Is.EqualTo(isTold));
    }
}

using Distplusplus.Platform;
using Distplusplus.Protocol;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Compiles that write names of files past every map: the host gives them a tree that stands at "/". What they leave on
/// disk OutputTests compares as well.
/// </summary>
internal sealed class TreeAtRootTests : EndToEndFixture
{
    private const string Unit = """
        #include <stdio.h>
        #include "h.h"
        int f(int n) { if (n > H) puts("more"); else puts("less"); return n; }

        """;

    [SetUp]
    public void Write()
    {
        Sandbox.Write("h.h", "#define H 3\nstatic inline int twice(int x) { return 2 * x; }\n");
        Sandbox.Write("f.c", Unit);
        Sandbox.Write("main.c", "#include \"h.h\"\nint f(int);\nint main(void) { return f(twice(H)) - f(2 * H); }\n");
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void A_header_may_be_named_absolutely(string compiler)
    {
        Sandbox.Write("abs.c", $"""
            #include "{Sandbox.Work}/h.h"
            #if __has_include("{Sandbox.Work}/nowhere.h") || __has_include("/etc/hostname/x")
            #error there is none
            #endif
            const char *file = __FILE__;
            int g(int x) {'{'} int unused; return twice(x) + H; {'}'}

            """);
        AtTheHost(compiler, "-g", "-O2", "-Wall", "-MD", "-c", "abs.c");
        AtTheHost(compiler, "-Wall", "-Werror", "-c", $"{Sandbox.Work}/abs.c");
        AtTheHost(compiler, "-g", "-include", $"{Sandbox.Work}/h.h", "-MMD", "-c", "f.c", "-o", "out.o");
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void A_file_may_include_itself_by_the_name_it_was_found_by(string compiler)
    {
        const string Again
            = "#ifndef ONCE\n#define ONCE\n#include __FILE__\n#else\nconst char *self = __FILE__;\n#endif\n";
        Sandbox.Write("self.c", Again);
        Sandbox.Write("inc/self.h", Again);
        Sandbox.Write("uses.c", "#include <self.h>\n");
        AtTheHost(compiler, "-g", "-c", $"{Sandbox.Work}/self.c", "-o", "out.o");
        AtTheHost(compiler, "-g", "-c", "self.c");
        AtTheHost(compiler, "-g", $"-I{Sandbox.Work}/inc", "-c", "uses.c");
        AtTheHost(compiler, "-g", "-isystem", $"{Sandbox.Work}/inc", "-c", "uses.c");
        AtTheHost(compiler, "-g", "-Iinc", "-I.", "-c", "uses.c");
    }

    [TestCase("gcc", "__LINE__")]
    [TestCase("gcc", "__COUNTER__")]
    [TestCase("gcc", "__INCLUDE_LEVEL__")]
    [TestCase("clang", "__LINE__")]
    [TestCase("clang", "__COUNTER__")]
    [TestCase("clang", "__INCLUDE_LEVEL__")]
    public void A_name_that_only_the_compiler_knows_may_be_absolute(string compiler, string macro)
    {
        Sandbox.Write("inc/0.h", "int zero;\n");
        Sandbox.Write("inc/3.h", "int three;\n");
        Sandbox.Write("asked.c", $"#define STR(x) #x\n#define XSTR(x) STR(x)\n#include XSTR(DIR/inc/{macro}.h)\n");
        AtTheHost(compiler, $"-DDIR={Sandbox.Work}", "-Iinc", "-g", "-c", "asked.c");
        AtTheHost(compiler, $"-DDIR={Sandbox.Work}", $"-I{Sandbox.Work}/inc", "-MD", "-c", "asked.c");
        AtTheHost(compiler, "-DDIR=.", "-Iinc", "-g", "-c", "asked.c");
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void Lines_that_are_said_to_be_of_another_file_are_quoted_from_it(string compiler)
    {
        Sandbox.Write("grammar.y", "%%\nstatic int unused_of_grammar;\n");
        Sandbox.Write("parser.c", $"#line 2 \"{Sandbox.Work}/grammar.y\"\nstatic int unused_of_grammar;\n"
            + $"#line 1 \"{Sandbox.Work}/nowhere.y\"\nstatic int another;\n");
        var report = AtTheHost(compiler, "-Wall", "-g", "-c", "parser.c");
        Assert.That(NativeText.Decode(report.CompilersOwn), Does.Contain("unused_of_grammar;\n"));
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void The_top_is_a_working_directory_like_any_other(string compiler)
    {
        var comparison = new Comparison(Sandbox, Client) { Adjust = command => command with { Directory = "/" } };
        foreach (var options in (string[])["-g", "-g -gdwarf-4", "-g -gsplit-dwarf -O2 -MD"])
        {
            var report = comparison.Remote(
                Host.Address, compiler,
                [.. options.Split(' '), "-c", $"{Sandbox.Work[1..]}/f.c", "-o", $"{Sandbox.Work[1..]}/f.o"]);
            Assert.That(report.Ours, Has.One.Contains("(direct, "));
        }
    }

    [Test]
    public void A_header_like_the_one_that_gcc_includes_by_itself_is_not_taken_for_it()
    {
        Sandbox.Write("stdc-predef.h", "#define H 99\n");
        Sandbox.Write("p.c", "#ifdef H\n#error taken\n#endif\nint p;\n");
        foreach (var options in (string[])["-MMD", "-MD -O2", "-iquote. -MMD"])
        {
            Comparison.Same("gcc", [.. options.Split(' '), "-c", "p.c"]);
        }

        Assert.That(
            Comparison.Same("gcc", "-c", "p.c").Ours,
            Is.EqualTo(new[]
            {
                $"distplusplus: p.c: compiled locally: no-way-to-send: {Sandbox.Work}/stdc-predef.h would replace "
                    + "the header that gcc includes implicitly",
            }));
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void Links_lead_where_they_lead_at_home(string compiler)
    {
        Directory.CreateDirectory(Sandbox.Path("elsewhere/deep"));
        File.Move($"{Sandbox.Work}/h.h", Sandbox.Path("elsewhere/deep/h.h"));
        File.CreateSymbolicLink($"{Sandbox.Work}/inc", Sandbox.Path("elsewhere/deep"));
        File.CreateSymbolicLink($"{Sandbox.Work}/h.h", "inc/h.h");
        AtTheHost(compiler, "-g", "-c", "f.c");
        AtTheHost(compiler, "--coverage", "-frandom-seed=1", "-Iinc", "-g", "-MD", "-c", "f.c");
        AtTheHost(compiler, "-g", "-Iinc", "-flto", "-frandom-seed=1", "-c", $"{Sandbox.Work}/f.c");
    }

    [Test]
    public void What_gcov_counts_is_what_it_counts_at_home()
    {
        var build = "for f in f main; do {0}gcc --coverage -g -c $f.c -o $f.o || exit 1; done; "
            + "gcc --coverage f.o main.o -o program && ./program && gcov -t f.o main.o";
        var plainly = Sandbox.Command("/bin/sh", "-c", string.Format(build, "")).Run().Succeeded();
        foreach (var left in Directory.GetFiles(Sandbox.Work, "*.gc*").Concat(Directory.GetFiles(Sandbox.Work, "*.o")))
        {
            File.Delete(left);
        }

        var ours = Client.Command("/bin/sh", "-c", string.Format(build, $"{NativeBinary.Path} ")).Run().Succeeded();
        Assert.That(plainly.Output, Does.Contain("more").And.Contain("Source:f.c").And.Match(@"2\*:\s+3:int f"));
        Assert.That(ours.Output, Is.EqualTo(plainly.Output));
        var report = CompileReport.Of(ours);
        Assert.That(report.Ours.Count(line => line.Contains("compiled on")), Is.EqualTo(2), ours.Error);
    }

    [Test]
    public void Where_no_host_has_such_a_tree_the_job_stays_here()
    {
        using var bare = BuildHost.Start(Sandbox, "--isolation", "off");
        var client = new FarmClient(Sandbox, bare.Address);
        var comparison = new Comparison(Sandbox, client);
        Assert.That(
            comparison.Same("gcc", "-flto", "-frandom-seed=1", "-c", "f.c").Ours.Single(),
            Does.StartWith(
                $"distplusplus: f.c: compiled locally: no-way-to-send: {bare.Address}: this host cannot give a job a "
                    + "tree that stands at / (isolation is switched off by the settings)"));

        // Asked once, it is left alone with such jobs for a while.
        Assert.That(
            comparison.Same("gcc", "--coverage", "-frandom-seed=1", "-c", "f.c").Ours,
            Is.EqualTo((string[])
            [
                $"distplusplus: f.c: compiled locally: no-way-to-send: {bare.Address}: it recently refused to mount "
                    + "the tree of a job as /",
            ]));

        // Nobody is to blame: any other job goes there at once.
        comparison.Remote(bare.Address, "gcc", "-c", "f.c");
    }

    [Test]
    public void Among_several_hosts_one_that_has_such_a_tree_is_found()
    {
        using var bare = BuildHost.Start(Sandbox, "--isolation", "off");
        var comparison = new Comparison(Sandbox, new FarmClient(Sandbox, bare.Address, Host.Address));
        for (var time = 0; time < 4; time++)
        {
            comparison.Remote(Host.Address, "gcc", "--coverage", "-frandom-seed=1", "-c", "f.c");
            comparison.Remote(
                Host.Address, "gcc", "-fsanitize=address,undefined", "-g", "-c", $"{Sandbox.Work}/f.c");
        }
    }

    [Test]
    public async Task A_tree_at_root_shows_nothing_of_the_host_and_lets_nothing_out()
    {
        using var client = new RawClient(Host);
        foreach (var hidden in (string[])
            ["/etc/passwd", "/usr/include/stdio.h", "/.distplusplus-host/etc/passwd", $"{Sandbox.Work}/h.h"])
        {
            var answer = await AtRoot($"#include \"{hidden}\"\n").RunAsync(client.Stubs);
            Assert.That(answer.Finished!.ExitCode, Is.EqualTo(1), hidden);
            Assert.That(answer.Error, Does.Contain(": No such file or directory"), hidden);
        }

        var loader = await AtRoot("int x;\n").Link("/lib64", "/p").RunAsync(client.Stubs);
        Assert.That(loader.Refused!.Reason, Is.EqualTo(RefusalReason.ModeUnsupported));
        Assert.That(loader.Refused.Sentence, Is.EqualTo(
            "this host cannot give a job a tree that stands at / (/lib64 stands where the host's own files must)"));

        foreach (var (path, why) in ((string, string)[])
            [
                ("/etc/hosts", "stands where the host's own files must"),
                ("/usr/lib/locale/C.utf8/LC_CTYPE", "stands where the host's own files must"),
                ("/etc/ld.so.preload", "has a name that compilers or loaders look for"),
                ("/opt/evil.so", "has a name that compilers or loaders look for"),
                ("/opt/libc.so.6", "has a name that compilers or loaders look for"),
                ("/usr/lib/gcc/x86_64-linux-gnu/specs", "has a name that compilers or loaders look for"),
            ])
        {
            var code = await AtRoot("int x;\n").Whole(path, "").RunAsync(client.Stubs);
            Assert.That(code.Refused?.Sentence, Is.EqualTo(
                $"this host cannot give a job a tree that stands at / ({path} {why})"));
        }

        var canary = Sandbox.Path("canary");
        Directory.CreateDirectory(canary);
        var writes = AtRoot("int x;\n").Link("/p/out", canary);
        writes.Offer.Output = TestJob.Bytes("out/x.o");
        writes.Offer.Outputs[0].Path = TestJob.Bytes("out/x.o");
        var written = await writes.RunAsync(client.Stubs);
        Assert.That(written.Finished!.ExitCode, Is.Zero);
        Assert.That(written.File(0), Is.Not.Empty);
        Assert.That(Directory.GetFileSystemEntries(canary), Is.Empty);
    }

    private static TestJob AtRoot(string source)
    {
        var job = TestJob.Direct("a.c", "/p").Whole("/p/a.c", source);
        job.Offer.Mode = SendMode.DirectAtRoot;
        return job;
    }
}

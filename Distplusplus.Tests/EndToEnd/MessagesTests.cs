using System.Text.RegularExpressions;
using Distplusplus.Platform;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>What the binary says to people, word by word.</summary>
internal sealed partial class MessagesTests : SandboxFixture
{
    [Test]
    public void A_compiler_without_words_is_not_told_that_it_links()
        => Says(
            Client().With("DISTPLUSPLUS_LOG_LEVEL", "info").Compile("gcc"),
            "gcc: compiled locally: no-source: the command line has no source file");

    [TestCase("gcc a.o -o prog", "prog")]
    [TestCase("gcc -o prog a.c", "a.c")]
    [TestCase("gcc a.o -shared", "a.o")]
    public void A_link_is_told_by_what_it_makes_or_is_made_of(string line, string file)
    {
        Sandbox.Write("a.o", "");
        Says(
            Client().With("DISTPLUSPLUS_LOG_LEVEL", "info").Compile("gcc", line.Split(' ')[1..]),
            $"{file}: compiled locally: linking: links run locally");
    }

    [TestCase("nope/gcc", "the file nope/gcc does not exist; give the path of a compiler")]
    [TestCase("./a.c", "./a.c is not executable; run chmod +x, or use another compiler")]
    [TestCase("/usr", "/usr is a directory; give the path of a compiler")]
    [TestCase("gcc-77", "gcc-77 is not on PATH; install it or use another compiler")]
    public void A_compiler_that_is_not_there_is_named_as_it_was_called(string compiler, string sentence)
        => Says(Client().Compile(compiler, "-c", "a.c"), sentence, ExitCodes.CompilerNotFound);

    [Test]
    public void Ccache_behind_us_is_told_its_place()
    {
        Needs.Program("ccache");
        Says(
            Client().With("CCACHE_DIR", Sandbox.Path("cache")).Compile("ccache", "gcc", "-c", "a.c"),
            "a.c: compiled locally: launcher-behind: ccache comes after distplusplus; use CCACHE_PREFIX=distplusplus "
                + "ccache gcc …");
        Assert.That(File.Exists($"{Sandbox.Work}/a.o"));
    }

    [Test]
    public void Strict_and_no_hosts_is_an_error()
    {
        Says(
            Client().With("DISTPLUSPLUS_FALLBACK", "0").Compile("gcc", "-c", "a.c"),
            "a.c: not compiled: no-hosts: no hosts are configured; set DISTPLUSPLUS_SERVERS, or servers in the "
                + "configuration file; "
            + "DISTPLUSPLUS_FALLBACK=0 forbids a local compile",
            ExitCodes.FarmTrouble);
        Assert.That(File.Exists($"{Sandbox.Work}/a.o"), Is.False);
    }

    [Test]
    public void Strict_and_no_hosts_links_all_the_same()
        => Client().With("DISTPLUSPLUS_FALLBACK", "0").Compile("gcc", "a.c", "-shared", "-o", "a").Run().Succeeded();

    [Test]
    public void Without_hosts_a_misspelt_variable_is_named()
        => Says(
            Client().With("DISTPLUSPLUS_SERVER", "build1").Compile("gcc", "-c", "a.c"),
            "a.c: compiled locally: settings: DISTPLUSPLUS_SERVER: unknown environment variable, "
            + "did you mean `DISTPLUSPLUS_SERVERS`?");

    [TestCase("hosts --jobs")]
    [TestCase("check")]
    [TestCase("--help")]
    public void What_cannot_be_written_is_one_line(string words)
    {
        var full = Shell($"exec {NativeBinary.Path} {words} > /dev/full").Run();
        Assert.That(full.Error, Does.EndWith(
            "distplusplus: standard output cannot be written: No space left on device; redirect it to another file\n"));
        Assert.That(full.ExitCode, Is.EqualTo(ExitCodes.CannotWrite));
        var closed = Shell($"exec {NativeBinary.Path} {words} >&-").Run();
        Assert.That(closed.ExitCode, Is.EqualTo(ExitCodes.CannotWrite), closed.Error);
        Assert.That(closed.Error, Does.Contain("cannot be written").And.Not.Contain("   at "));
    }

    [TestCase("<&-")]
    [TestCase(">&-")]
    [TestCase("2>&-")]
    [TestCase("<&- >&- 2>&-")]
    public void Closed_streams_are_no_files_of_ours(string closed)
    {
        using var host = BuildHost.Start(Sandbox);
        Sandbox.Write("bad.c", "int x\nerror\n#warning seen\n");
        var client = new FarmClient(Sandbox, host.Address).With("DISTPLUSPLUS_LOG_LEVEL", "trace");
        foreach (var (source, exitCode) in ((string, int)[])[("a.c", 0), ("bad.c", 1)])
        {
            var result = client.Command("/bin/sh", "-c", $"{NativeBinary.Path} gcc -c {source} {closed}").Run();
            Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Error);
        }

        var wrong = from directory in (string[])["run", "home", "work", "tmp"]
            from file in Directory.GetFiles(Sandbox.Path(directory), "*", SearchOption.AllDirectories)
            where !file.EndsWith("/lock") && File.ReadAllText(file) is var text
                && (text.Contains("distplusplus: ") || text.Contains("error: expected"))
            select file;
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void A_file_the_assembler_reads_is_named_as_the_reason()
    {
        using var host = BuildHost.Start(Sandbox);
        Sandbox.Write("data", "x");
        Sandbox.Write("a.c", "#define DATA \"data\"\nasm(\".incbin \\\"\" DATA \"\\\"\");\n");
        Says(
            new FarmClient(Sandbox, host.Address).Compile("gcc", "-c", "a.c"),
            $"a.c: compiled locally: no-way-to-send: {Sandbox.Work}/a.c makes the assembler read a file (.incbin or "
            + ".include)");
    }

    [Test]
    public void A_directory_of_compilers_that_is_not_there_is_named_at_once()
    {
        using var host = BuildHost.Start(Sandbox, "--compilers", "/no/compilers");
        host.WaitForLog(
            "distplusplus: --compilers: the directory /no/compilers does not exist, so it offers no compilers: "
                + "create it, with links to the compilers to offer\n");
    }

    [Test]
    public void Native_options_that_are_resolved_here_may_leave()
    {
        var plain = Client().Command(NativeBinary.Path, "check", "--", "gcc", "-march=native", "-c", "a.c").Run();
        Assert.That(plain.ExitCode, Is.Zero, plain.Output);
        Assert.That(WithoutSizes(plain.Output), Is.EqualTo(
            "can run on a host: a.c, C, /usr/bin/gcc\n"
            + "sent: 2 files, N kB in all, less the files that the host has already\n"
            + "returned: a.o (the result)\n"
            + "note: no hosts are configured, everything is compiled locally: set DISTPLUSPLUS_SERVERS=host:port, or "
            + "write servers = [\"host:port\"] to ~/.config/distplusplus/distplusplus.toml\n"));
    }

    [TestCase("cc -c a.c -MMD -o b.o", 0,
        "can run on a host: a.c, C, /usr/bin/cc|sent: 2 files, N kB in all, less the files that the host has already|"
        + "returned: b.o (the result)|returned: b.d (dependencies)")]
    [TestCase("g++ a.o -o x", 1,
        "runs locally: links run locally|reason: linking (see distplusplus-messages(7) for the cure)")]
    [TestCase("clang -c a.c -march=native -flto", 1,
        "runs locally: -march=native refers to the processor of this machine|"
        + "reason: native-processor (see distplusplus-messages(7) for the cure)")]
    [TestCase("gcc -c reads.c", 1,
        "runs locally: WORK/reads.c makes the assembler read a file (.incbin or .include)|"
        + "reason: no-way-to-send (see distplusplus-messages(7) for the cure)")]
    [TestCase("gcc -x c -c /dev/stdin -o a.o", 1,
        "runs locally: /dev/stdin is not a regular file and can be read only once|"
        + "reason: no-way-to-send (see distplusplus-messages(7) for the cure)")]
    [TestCase("gcc -c a.c -o no/a.o", 1,
        "runs locally: cannot write to the directory no|"
        + "reason: output-place (see distplusplus-messages(7) for the cure)")]
    [TestCase("nope -c a.c", 2, "nope is not on PATH; install it or use another compiler")]
    public void A_compile_is_explained(string line, int exitCode, string explanation)
    {
        Sandbox.Write("reads.c", "asm(\".incbin \" DATA);\n");
        var result = new FarmClient(Sandbox, "127.0.0.1:9")
            .Command(NativeBinary.Path, ["check", "--", .. line.Split(' ')]).Run();
        Assert.That(
            WithoutSizes(result.Output).TrimEnd().Split('\n'),
            Is.EqualTo(explanation.Replace("WORK", Sandbox.Work).Split('|')));
        Assert.That(result.ExitCode, Is.EqualTo(exitCode));
    }

    [Test]
    public void A_compile_is_explained_to_programs()
        => Assert.That(
            new FarmClient(Sandbox, "127.0.0.1:9")
                .Command(NativeBinary.Path, "check", "--json", "--", "gcc", "a.c", "-o", "a").Run().Output,
            Is.EqualTo("""
                {
                  "verdict": "local",
                  "sentence": "runs locally: links run locally",
                  "reason": "linking",
                  "compiler": "/usr/bin/gcc",
                  "returns": [],
                  "cure": ""
                }

                """));

    private FarmClient Client() => new(Sandbox);

    private Command Shell(string line) => Client().Command("/bin/sh", "-c", line);

    private static void Says(Command command, string sentence, int? exitCode = null)
    {
        var result = command.Run();
        Assert.That(CompileReport.Of(result).Ours, Is.EqualTo(new[] { $"distplusplus: {sentence}" }));
        if (exitCode is { } expected)
        {
            Assert.That(result.ExitCode, Is.EqualTo(expected));
        }
    }

    [GeneratedRegex("[0-9.]+ k?B in all")]
    private static partial Regex Size();

    private static string WithoutSizes(string text) => Size().Replace(text, "N kB in all");
}

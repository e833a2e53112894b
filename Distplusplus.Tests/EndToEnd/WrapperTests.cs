using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Programs named like a compiler that stand before one. Each is asked twice, first where it adds nothing: what was
/// learned then must not be taken for what it does later.
/// </summary>
internal sealed class WrapperTests : EndToEndFixture
{
    private const string Unit = "#ifndef W\n#define W 0\n#endif\nconst char *w = (const char *) W;\n";
    private const string Local = "compiled locally: compiler-wrapper: ";

    private static readonly (string Name, string Body)[] s_scripts =
    [
        ("an environment variable", "#!/bin/sh\nexec REAL $EXTRA_CC_FLAGS \"$@\"\n"),
        ("a name of its own", "#!/bin/bash\nexec -a \"$0\" REAL $EXTRA_CC_FLAGS \"$@\"\n"),
        ("the source", "#!/bin/sh\n"
            + "for a; do case $a in special*) exec REAL -DW=9 \"$@\";; esac; done\nexec REAL \"$@\"\n"),
        ("a file of the directory", "#!/bin/sh\n[ -f .flags ] && F=$(cat .flags)\nexec REAL $F \"$@\"\n"),
        ("a step after the compile", "#!/bin/sh\nREAL \"$@\" || exit\n"
            + "if [ -f \"$4\" ]; then echo more >> \"$4\"; fi\n"),
        ("a map of names", "#!/bin/sh\nexec REAL -g -ffile-prefix-map==/src \"$@\"\n"),
        ("a macro with a path", "#!/bin/sh\nexec REAL '-DW=\"/opt/x\"' \"$@\"\n"),
        ("a header", "#!/bin/sh\nexec REAL -include \"$(dirname \"$0\")/conf.h\" \"$@\"\n"),
        ("Python", "#!/usr/bin/python3\nimport os, sys\n"
            + "os.execv('REAL', ['gcc'] + os.environ.get('EXTRA_CC_FLAGS', '').split() + sys.argv[1:])\n"),
        ("captured words", "#!/usr/bin/python3\nimport os, subprocess, sys\n"
            + "r = subprocess.run(['REAL'] + os.environ.get('EXTRA_CC_FLAGS', '').split() + sys.argv[1:],"
            + " capture_output=True)\nsys.stderr.buffer.write(r.stderr)\nsys.exit(r.returncode)\n"),
    ];

    private static readonly (string Name, string Code)[] s_programs =
    [
        ("exec", "execv(\"REAL\", words);"),
        ("exec by another name", "words[0] = argv[0]; execv(\"REAL\", words);"),
        ("fork and wait", "int s; if (!fork()) execv(\"REAL\", words); wait(&s); return WEXITSTATUS(s);"),
        ("fork and read", "int s, p[2]; char b[4096]; ssize_t n; pipe(p);\n"
            + "if (!fork()) { dup2(p[1], 2); execv(\"REAL\", words); }\n"
            + "close(p[1]); while ((n = read(p[0], b, sizeof b)) > 0) write(2, b, n);\n"
            + "wait(&s); return WEXITSTATUS(s);"),
        ("the same by fexecve", "extern char **environ; fexecve(open(\"REAL\", 0), words, environ);"),
    ];

    private string Wrappers => Sandbox.Path("wrappers");

    [SetUp]
    public void Write()
    {
        Sandbox.Write("a.c", Unit);
        Sandbox.Write("special.c", Unit);
        Sandbox.Write("flagged/.flags", "-DW=7\n");
        Directory.CreateDirectory(Wrappers);
        File.WriteAllText($"{Wrappers}/conf.h", "#define W 5\n");
    }

    [TestCase("as", "a script", false)]
    [TestCase("as", "another build", false)]
    [TestCase("as", "a link", true)]
    [TestCase("objcopy", "a script", false)]
    [TestCase("objcopy", "another build", false)]
    public void A_program_of_gccs_that_another_stands_before_on_PATH(string name, string what, bool isTheSystems)
    {
        var other = $"{Wrappers}/{name}";
        switch (what)
        {
            case "a script":
                File.WriteAllText(other, $"#!/bin/sh\nexec /usr/bin/{name} \"$@\"\n");
                File.SetUnixFileMode(other, (UnixFileMode)Convert.ToInt32("755", 8));
                break;
            case "a link":
                File.CreateSymbolicLink(other, $"/usr/bin/{name}");
                break;
            default:
                File.Copy($"/usr/bin/{name}", other);
                break;
        }

        var plain = Client.With("PATH", Sandbox.Environment["PATH"]).Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(plain.Error, Does.Contain("compiled on"));
        for (var time = 0; time < 2; time++)
        {
            Client.With("PATH", $"{Wrappers}:{Sandbox.Environment["PATH"]}");
            var report = Comparison.Same("gcc", "-gsplit-dwarf", "-c", "a.c");
            Assert.That(string.Join('\n', report.Ours), Does.Contain(
                isTheSystems
                    ? "compiled on"
                    : $"{Local}/usr/bin/gcc runs {other}, which is not the system's {name}, "));
        }

        plain = Client.With("PATH", Sandbox.Environment["PATH"]).Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(plain.Error, Does.Contain("compiled on"));
    }

    [Test]
    public void A_script_is_left_to_itself(
        [Values("gcc", "clang")] string compiler, [Range(0, 9)] int which)
    {
        var path = Script(compiler, s_scripts[which].Body.Replace("REAL", $"/usr/bin/{compiler}"));
        IsLeftToItself(which % 2 == 0 ? compiler : path, path);
    }

    [Test]
    public void A_script_that_does_not_name_its_shell_is_run_as_a_shell_runs_it()
    {
        var path = Script("gcc", "exec /usr/bin/gcc -DW=3 \"$@\"\n");
        var report = Comparison.Same(
            Client.Command("/bin/sh", "-c", $"{path} -c a.c"), Client.Compile(path, "-c", "a.c"));
        Assert.That(report.Ours, Has.One.Contains("compiled locally: "));
    }

    [Test]
    public void A_program_is_left_to_itself(
        [Values("gcc", "clang")] string compiler, [Range(0, 4)] int which)
    {
        var source = Sandbox.Write("wrapper/wrapper.c", $$"""
            #define _GNU_SOURCE
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/wait.h>
            #include <unistd.h>
            int main(int argc, char **argv)
            {
                char **words = calloc(argc + 2, sizeof *words), **word = words;
                *word++ = "/usr/bin/{{compiler}}";
                if (getenv("EXTRA_CC_FLAGS")) *word++ = getenv("EXTRA_CC_FLAGS");
                for (int i = 1; i < argc; i++) *word++ = argv[i];
                {{s_programs[which].Code.Replace("REAL", $"/usr/bin/{compiler}")}}
                return 1;
            }

            """);
        var path = $"{Wrappers}/{compiler}";
        var linked = which % 2 == 1;
        var built = linked ? $"{Wrappers}/driver" : path;
        Sandbox.Command("gcc", "-w", which == 0 ? "-static" : "-O1", source, "-o", built).Run().Succeeded();
        if (linked)
        {
            File.CreateSymbolicLink(path, built);
        }

        IsLeftToItself(compiler, path);
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void A_compiler_under_another_name_is_a_compiler(string compiler)
    {
        var real = Sandbox.Command("realpath", $"/usr/bin/{compiler}").Run().Output.Trim();
        var link = $"{Sandbox.Work}/links/{compiler}";
        Directory.CreateDirectory($"{Sandbox.Work}/links");
        File.CreateSymbolicLink(link, real);
        AtTheHost(link, "-g", "-c", "a.c");
        if (compiler == "gcc")
        {
            // Away from its parts it compiles nothing, and says so.
            File.Copy(real, $"{Wrappers}/gcc");
            Comparison.Same($"{Wrappers}/gcc", "-g", "-c", "a.c");
        }
    }

    [Test]
    public void A_compiler_that_takes_options_from_a_file_is_left_to_itself()
    {
        var clang = $"{Wrappers}/x86_64-linux-gnu-clang";
        File.Copy(Sandbox.Command("realpath", "/usr/bin/clang").Run().Output.Trim(), clang);
        AtTheHost(clang, "-c", "a.c");
        File.WriteAllText($"{clang}.cfg", "-DW=9\n");
        var report = Comparison.Same(clang, "-c", "a.c");
        Assert.That(report.Ours, Has.One.Contains($"{Local}{clang} takes options from {clang}.cfg"));
        File.Delete($"{clang}.cfg");
        AtTheHost(clang, "-c", "a.c");
    }

    [TestCase("c99-gcc")]
    [TestCase("c89-gcc")]
    public void The_scripts_of_the_standard_s_names_stay_here(string name)
    {
        Needs.File($"/usr/bin/{name}");
        var report = Comparison.Same(name, "-c", "a.c");
        Assert.That(report.Ours, Has.One.EndsWith(
            $"{Local}/usr/bin/{name} is a wrapper of gcc, so the effective command line is not known"));
    }

    [Test]
    public void A_wrapper_may_call_us()
    {
        var path = Script("gcc", $"#!/bin/sh\nexec {NativeBinary.Path} /usr/bin/gcc -DW=3 \"$@\"\n");
        var report = Comparison.Same(
            Client.Command("/usr/bin/gcc", "-DW=3", "-c", "a.c"), Client.Command(path, "-c", "a.c"));
        Assert.That(report.At(Host.Address), Is.True, string.Join('\n', report.Ours));
    }

    [Test]
    public void Check_names_the_wrapper_and_what_it_wraps()
    {
        var path = Script("gcc", "#!/bin/sh\nexec /usr/bin/gcc \"$@\"\n");
        Client.With("PATH", $"{Wrappers}:/usr/bin:/bin");
        var found = Client.Command(NativeBinary.Path, "check").Run();
        var explained = Client.Command(NativeBinary.Path, "check", "--", "gcc", "-c", "a.c").Run();
        Assert.Multiple(() =>
        {
            Assert.That(found.Output, Does.Contain(
                $"{path} is a wrapper of /usr/bin/gcc, so its compiles run locally"));
            Assert.That(explained.Output, Does.Contain($"runs locally: {path} is a wrapper of /usr/bin/gcc"));
        });
    }

    private void IsLeftToItself(string compiler, string path)
    {
        Client.With("PATH", $"{Wrappers}:/usr/bin:/bin");
        for (var round = 0; round < 2; round++)
        {
            Stays("a.c", "");
            Stays("a.c", "-DW=9");
            Stays("special.c", "");
            Stays("../a.c", "", "flagged");
        }

        void Stays(string source, string flags, string directory = ".")
        {
            string[] words = ["-c", source, "-o", "x.o"];
            Command In(Command command) => command.With("EXTRA_CC_FLAGS", flags.Length == 0 ? null : flags) with
            {
                Directory = $"{Sandbox.Work}/{directory}",
            };
            var report = Comparison.Same(In(Client.Command(path, words)), In(Client.Compile(compiler, words)));
            Assert.That(report.Ours, Has.One.Contains($"{Local}{path} is a wrapper of "));
        }
    }

    private string Script(string name, string body)
    {
        var path = $"{Wrappers}/{name}";
        File.WriteAllText(path, body);
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        return path;
    }
}

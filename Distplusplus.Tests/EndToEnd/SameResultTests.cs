using Distplusplus.Platform;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The build gets what the plain compiler would have given: files, streams, exit code.</summary>
internal sealed class SameResultTests : EndToEndFixture
{
    private const string C = """
        #include <stdio.h>
        #include "answer.h"
        int main(void) { printf("%d\n", ANSWER); return 0; }

        """;

    private const string Cxx = """
        #include <iostream>
        #include <map>
        #include "answer.h"
        int main() { std::map<int, int> m; m[1] = ANSWER; std::cout << m[1] << '\n'; }

        """;

    [SetUp]
    public void WriteUnits()
    {
        Sandbox.Write("answer.h", "#define ANSWER 42\n");
        Sandbox.Write("a.c", C);
        Sandbox.Write("a.cpp", Cxx);
    }

    [TestCase("gcc", "-c a.c")]
    [TestCase("gcc", "-c a.c -o b.o")]
    [TestCase("gcc", "-O2 -Wall -Wextra -fPIC -DX=1 -I. -c a.c -o ./b.o")]
    [TestCase("gcc", "-S a.c")]
    [TestCase("gcc", "-S -O2 a.c -o b.s")]
    [TestCase("gcc", "-O2 -g -c a.c")]
    [TestCase("g++", "-c a.cpp")]
    [TestCase("g++", "-std=c++17 -O2 -c a.cpp -o b.o")]
    [TestCase("g++", "-c a.c -o b.o")]
    [TestCase("g++", "-x c -c a.cpp.txt -o b.o")]
    [TestCase("clang", "-O2 -c a.c")]
    [TestCase("clang", "-S a.c -o b.s")]
    [TestCase("clang++", "-std=c++17 -O1 -c a.cpp")]
    [TestCase("clang++", "-x c++ -c a.c -o b.o")]
    [TestCase("gcc", "-MMD -c a.c")]
    [TestCase("gcc", "-MD -MF deps/a.d -MT x -MP -c a.c -o b.o")]
    public void An_ordinary_compile_is_the_same(string compiler, string arguments)
    {
        Sandbox.Write("a.cpp.txt", C);
        Sandbox.Write("deps/.keep", "");
        AtTheHost(compiler, arguments.Split(' '));
    }

    [TestCase("gcc", "a.c", "int f(void) { return x; }")]
    [TestCase("gcc", "a.c", "int f(void) { int y; }\nint g(char *p) { return p; }")]
    [TestCase("g++", "a.cpp", "#include <vector>\nint f() { std::vector<int> v; return v.nope(); }")]
    [TestCase("clang", "a.c", "int f(void) { return x; }")]
    [TestCase("clang++", "a.cpp", "#include <string>\nint f() { return std::string(1, 2, 3, 4); }")]
    [TestCase("gcc", "a.c", "#include \"nowhere.h\"\n")]
    [TestCase("gcc", "a.c", "#error \"not today\"\n")]
    [TestCase("clang", "a.c", "#warning \"mind the gap\"\nint x;")]
    public void What_the_compiler_says_is_the_same(string compiler, string source, string text)
    {
        Sandbox.Write(source, text + "\n");
        Comparison.Same(compiler, "-Wall", "-Wextra", "-c", source);
    }

    [Test]
    public void A_warning_made_an_error_is_one()
    {
        Sandbox.Write("a.c", "static int unused;\n");
        Comparison.Same("gcc", "-Wall", "-Werror", "-c", "a.c");
    }

    [Test]
    public void Forced_colours_are_the_same()
    {
        Sandbox.Write("a.c", "static int unused;\n");
        Comparison.Same("gcc", "-Wall", "-fdiagnostics-color=always", "-c", "a.c");
        Comparison.Same("clang", "-Wall", "-fcolor-diagnostics", "-c", "a.c");
    }

    [TestCase("gcc")]
    [TestCase("clang")]
    public void A_missing_output_directory_fails_as_it_should(string compiler)
        => Comparison.Same(compiler, "-c", "a.c", "-o", "nowhere/a.o");

    [Test]
    public void An_output_that_is_a_directory_fails_as_it_should()
    {
        Sandbox.Write("out/keep", "");
        Comparison.Same("gcc", "-c", "a.c", "-o", "out");
    }

    [Test]
    public void A_missing_source_fails_as_it_should() => Comparison.Same("gcc", "-c", "nowhere.c");

    [Test]
    public void An_object_that_stood_there_is_replaced()
    {
        Sandbox.Write("a.o", "old");
        AtTheHost("gcc", "-c", "a.c");
    }

    [Test]
    public void An_object_that_is_a_link_is_written_through_it()
    {
        Sandbox.Write("real.o", "old");
        File.CreateSymbolicLink($"{Sandbox.Work}/a.o", "real.o");
        Comparison.Same("gcc", "-c", "a.c");
    }

    [TestCase("077")]
    [TestCase("002")]
    [TestCase("000")]
    public void The_user_s_umask_is_kept(string umask)
        => Comparison.Same(
            Client.Command("/bin/sh", "-c", $"umask {umask}; gcc -c a.c"),
            Client.Command("/bin/sh", "-c", $"umask {umask}; exec {NativeBinary.Path} gcc -c a.c"));

    [Test]
    public void A_directory_that_may_not_be_written_fails_as_it_should()
    {
        if (Libc.EffectiveUser() == 0)
        {
            Needs.Program("setpriv");
        }

        Sandbox.Write("shut/keep", "");
        const string AsNobody = "chmod 755 . ..; chmod 555 shut; cd ..; cd work; ";
        var drop = Libc.EffectiveUser() == 0
            ? "setpriv --reuid 65534 --regid 65534 --clear-groups "
            : "";
        Comparison.Same(
            Client.Command("/bin/sh", "-c", $"{AsNobody}exec {drop}gcc -c a.c -o shut/a.o"),
            Client.Command("/bin/sh", "-c", $"{AsNobody}exec {drop}{Reachable()} gcc -c a.c -o shut/a.o"));
    }

    [Test]
    public void Blanks_in_names_do_not_matter()
    {
        Sandbox.Write("in here/my source.c", C.Replace("answer.h", "../answer.h"));
        AtTheHost("gcc", "-c", "in here/my source.c", "-o", "in here/my object.o", "-DTEXT=\"a b\"", "-Iin here");
    }

    [Test]
    public void Names_that_are_not_UTF_8_do_not_matter()
    {
        var name = NativeText.Decode([.. "gr"u8, 0xFC, 0xDF, .. "e.c"u8]);
        Sandbox.Write(name, "int x;\n");
        AtTheHost("gcc", "-c", name);
        AtTheHost("gcc", $"-DNAME=\"{name}\"", "-c", name, "-o", $"{name}.o");
    }

    [Test]
    public void Non_UTF_8_bytes_in_what_the_compiler_prints_come_home()
    {
        Sandbox.Write("a.c", [.. "#error gr"u8, 0xFC, 0xDF, .. "e\n"u8]);
        Comparison.Same("gcc", "-c", "a.c");
    }

    [Test]
    public void An_empty_source_is_a_source()
    {
        Sandbox.Write("empty.c", "");
        AtTheHost("gcc", "-c", "empty.c");
    }

    [Test]
    public void A_source_named_absolutely_is_the_same()
        => AtTheHost("gcc", "-Wall", "-c", $"{Sandbox.Work}/a.c", "-o", $"{Sandbox.Work}/abs.o");

    [Test]
    public void A_source_above_the_working_directory_is_the_same()
    {
        Sandbox.Write("sub/dir/keep", "");
        var through = Client.Compile("gcc", "-c", "../../a.c") with { Directory = $"{Sandbox.Work}/sub/dir" };
        var plainly = Sandbox.Command("gcc", "-c", "../../a.c") with { Directory = $"{Sandbox.Work}/sub/dir" };

        // The directory is made anew with the copy: named afresh through the shell.
        static Command Entering(Command command, string work)
            => command with
            {
                Program = "/bin/sh",
                Arguments = ["-c", "cd sub/dir && exec \"$@\"", "sh", command.Program, .. command.Arguments],
                Directory = work,
            };
        Comparison.Same(Entering(plainly, Sandbox.Work), Entering(through, Sandbox.Work));
    }

    [TestCase("gcc", "a.c -o program")]
    [TestCase("gcc", "-E a.c")]
    [TestCase("gcc", "-M a.c")]
    [TestCase("gcc", "--version")]
    [TestCase("gcc", "-print-search-dirs")]
    [TestCase("clang", "-dumpmachine")]
    [TestCase("gcc", "")]
    public void What_is_no_compile_is_the_compiler_s_own_work(string compiler, string arguments)
    {
        var report = Comparison.Same(compiler, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(report.At(Host.Address), Is.False);
    }

    [TestCase("gcc")]
    [TestCase("g++")]
    [TestCase("clang")]
    public void The_compiler_calls_itself_by_the_name_it_was_called_by(string compiler)
        => AtTheHost(compiler, "-c", "-fno-such-option", "a.c");

    [TestCase("#include \"pch.h\"\n", "-c")]
    [TestCase("", "-include pch.h -c")]
    public void A_precompiled_header_counts_even_when_it_is_stale(string include, string words)
    {
        Sandbox.Write("pch.h", "#define V 4\n");
        Sandbox.Command("gcc", "-x", "c-header", "pch.h", "-o", "pch.h.gch").Run().Succeeded();
        Sandbox.Write("pch.h", "#define V 50\n");
        Sandbox.Write("uses.c", include + "int v = V;\n");
        Comparison.Same("gcc", [.. words.Split(' '), "uses.c"]);
    }

    [Test]
    public void Every_compile_has_its_line()
    {
        var remote = AtTheHost("gcc", "-c", "a.c");
        Assert.That(remote.Ours, Has.Count.EqualTo(1));
        Assert.That(remote.Ours[0], Does.Contain("a.c").And.Contain("ms"));

        var local = Comparison.Same("gcc", "a.c", "-o", "program");
        Assert.That(local.Ours, Has.Count.EqualTo(1));
        Assert.That(local.Ours[0], Does.Contain("local"));
    }
}

using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The host as somebody sees it who has PROTOCOL.md, the .proto and another language.</summary>
internal sealed class ForeignClientTests : EndToEndFixture
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Script =
        Path.Combine(NativeBinary.RepositoryRoot, "Distplusplus.Tests", "EndToEnd", "foreign_client.py");

    protected override string[] HostArguments => ["--slots", "1"];

    [SetUp]
    public void GenerateStubs()
    {
        Needs.Program("protoc");
        Needs.Program("grpc_python_plugin");
        Needs.File("/usr/lib/python3/dist-packages/grpc/__init__.py");
        Directory.CreateDirectory(Sandbox.Path("stubs"));
        Sandbox.Command(
            "protoc", $"-I{NativeBinary.RepositoryRoot}/Distplusplus/Protocol",
            $"--python_out={Sandbox.Path("stubs")}", $"--grpc_python_out={Sandbox.Path("stubs")}",
            "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", "distplusplus.proto").Run().Succeeded();
    }

    [TestCase("gcc -O2 -g -Wall -Iinc -MMD -c a.c -o a.o", "host SEND_MODE_DIRECT")]
    [TestCase("gcc -gsplit-dwarf -fstack-usage -Iinc -I/usr/include -MD -c a.c -o out.o", "host SEND_MODE_DIRECT")]
    [TestCase("gcc -g3 -gsplit-dwarf -Iinc -c a.c -o out.o", "host SEND_MODE_DIRECT_AT_ROOT")]
    [TestCase("gcc -O2 -flto -frandom-seed=1 -Iinc -c a.c -o a.o", "host SEND_MODE_DIRECT_AT_ROOT")]
    [TestCase("g++ -O1 -g -Wall -std=c++17 -Iinc -MMD -c b.cc -o b.o", "host SEND_MODE_DIRECT")]
    [TestCase("clang -O2 -g -Wall -Iinc -MMD -c a.c -o a.o", "host SEND_MODE_DIRECT")]
    [TestCase("clang++ -g -Iinc -c b.cc -o b.o", "host SEND_MODE_DIRECT")]
    [TestCase("c99-gcc -O2 -Iinc -c a.c -o a.o", "(host SEND_MODE_DIRECT|here the host does not have gcc version .*)")]
    [TestCase("gcc -Wall -Iinc -c broken.c -o broken.o", "host SEND_MODE_DIRECT")]
    [TestCase("gcc -Iinc -c absent.c -o absent.o", "here Unknown: the compiler cannot list the inputs")]
    [TestCase("gcc -save-temps -Iinc -c a.c -o a.o", "here -save-temps is not understood")]
    public void It_leaves_what_the_plain_compiler_leaves(string commandLine, string how)
    {
        Directory.CreateDirectory($"{Sandbox.Work}/inc/deep");
        Sandbox.Write("inc/a.h", "#pragma once\n#define TWICE(x) ((x) + (x))\n");
        Sandbox.Write("inc/deep/there.h", "#error not to be read\n");
        Sandbox.Write(
            "a.c",
            "#include \"a.h\"\n#include <stdio.h>\n#if __has_include(\"deep/there.h\")\nint there;\n#endif\n"
                + "int f(int x) { int unused; return printf(\"%s\", __FILE__) + TWICE(x); }\n");
        Sandbox.Write(
            "b.cc",
            "#include \"a.h\"\n#include <string>\nstd::string f(int x) { return std::to_string(TWICE(x)); }\n");
        Sandbox.Write("broken.c", "int f(void) { return nothing; }\n");
        Sandbox.Write("absent.c", "#include \"nowhere.h\"\n");
        var words = commandLine.Split(' ');
        var plain = Sandbox.Command(words[0], words[1..]).Run();
        var written = Written();
        foreach (var path in written.Keys)
        {
            File.Delete(path);
        }

        var result = Run(["compile", .. words]);
        Assert.That(File.ReadAllText(Sandbox.Path("log")).TrimEnd(), Does.Match($"^{how}$"));
        Assert.That(
            (result.ExitCode, result.Output, result.Error), Is.EqualTo((plain.ExitCode, plain.Output, plain.Error)));
        Assert.That(Written(), Is.EqualTo(written));
    }

    [Test]
    public void It_is_refused_with_reason_and_culprit()
    {
        Sandbox.Write("a.c", "int x;\n");
        Assert.That(Run("refuse").Succeeded().Output.TrimEnd().Split('\n'), Is.EqualTo((string[])
        [
            "REFUSAL_REASON_PROTOCOL_VERSION 99.0",
            "REFUSAL_REASON_PROTOCOL_VERSION time-travel",
            "REFUSAL_REASON_OPTION_NOT_ALLOWED -wrapper /bin/sh,-c",
            "REFUSAL_REASON_COMPILER_DIFFERS " + Version,
            "REFUSAL_REASON_PATH_NOT_ALLOWED /tmp/../etc/passwd",
            "REFUSAL_REASON_PATH_NOT_ALLOWED relative",
            "REFUSAL_REASON_MALFORMED_OFFER language",
            "REFUSAL_REASON_MALFORMED_OFFER output",
            "REFUSAL_REASON_MALFORMED_OFFER source",
            "REFUSAL_REASON_MALFORMED_OFFER outputs",
            "REFUSAL_REASON_MALFORMED_OFFER outputs",
            "REFUSAL_REASON_MALFORMED_OFFER system_directories",
        ]));
    }

    [Test]
    public void It_waits_in_the_queue_and_is_let_in_when_the_other_hangs_up()
    {
        Sandbox.Write("a.c", "int x;\n");
        Assert.That(
            Run("queue").Succeeded().Output, Is.EqualTo("first granted\nsecond queued 1\nsecond granted\n"));
    }

    private string Version
        => Sandbox.Command("gcc", "-v").Run().Error.Split('\n')
            .First(line => line.StartsWith("gcc version ", StringComparison.Ordinal)).TrimEnd();

    /// <summary>What a compile wrote, by path.</summary>
    private Dictionary<string, string> Written()
        => Directory.GetFiles(Sandbox.Work)
            .Where(path => Path.GetExtension(path) is ".o" or ".d" or ".dwo" or ".su" or ".i" or ".s")
            .ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)));

    private CommandResult Run(params string[] arguments)
        => Sandbox.Command(Python, [Script, Host.Address, Sandbox.Path("stubs"), .. arguments])
            .With("FOREIGN_LOG", Sandbox.Path("log")).Run();
}

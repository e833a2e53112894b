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

    [Test]
    public void It_gets_the_object_of_the_plain_compiler()
    {
        Sandbox.Write("a.c", "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n");
        Sandbox.Command("gcc", "-O2", "-c", "a.c", "-o", "plain.o").Run().Succeeded();
        Run("compile", "a.c", "a.o").Succeeded();
        Assert.That(
            File.ReadAllBytes($"{Sandbox.Work}/a.o"), Is.EqualTo(File.ReadAllBytes($"{Sandbox.Work}/plain.o")));
    }

    [Test]
    public void It_hears_what_the_compiler_says()
    {
        Sandbox.Write("a.c", "int f(void) { return nothing; }\n");
        var result = Run("compile", "a.c", "a.o");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("a.c:1:").And.Contain("nothing"));
        Assert.That($"{Sandbox.Work}/a.o", Does.Not.Exist);
    }

    [Test]
    public void It_is_refused_with_the_reason()
    {
        var reasons = Run("refuse").Succeeded().Output.TrimEnd().Split('\n');
        Assert.That(reasons, Is.EqualTo((string[])
        [
            "REFUSAL_REASON_PROTOCOL_VERSION",
            "REFUSAL_REASON_OPTION_NOT_ALLOWED",
            "REFUSAL_REASON_OPTION_NOT_ALLOWED",
            "REFUSAL_REASON_COMPILER_DIFFERS",
            "REFUSAL_REASON_PATH_NOT_ALLOWED",
            "REFUSAL_REASON_PATH_NOT_ALLOWED",
        ]));
    }

    [Test]
    public void It_waits_in_the_queue_and_is_let_in_when_the_other_hangs_up()
        => Assert.That(
            Run("queue").Succeeded().Output, Is.EqualTo("first granted\nsecond queued 1\nsecond granted\n"));

    private CommandResult Run(params string[] arguments)
        => Sandbox.Command(Python, [Script, Host.Address, Sandbox.Path("stubs"), .. arguments]).Run();
}

using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A sandbox for every test, with a file to compile in it.</summary>
internal abstract class SandboxFixture
{
    protected Sandbox Sandbox { get; private set; } = null!;

    [SetUp]
    public void OpenSandbox()
    {
        Sandbox = new Sandbox();
        Sandbox.Write("a.c", "int answer(void) { return 42; }\n");
    }

    [TearDown]
    public void CloseSandbox() => Sandbox.Dispose();

    /// <summary>A host that offers this stand-in for gcc alone.</summary>
    protected BuildHost HostOf(StandInCompiler compiler, params string[] arguments)
    {
        compiler.Install(Sandbox.Path("compilers"), "gcc");
        return BuildHost.Start(Sandbox, ["--compilers", Sandbox.Path("compilers"), .. arguments]);
    }

    /// <summary>A copy of the binary that every user may run: build trees may be closed to others.</summary>
    protected string Reachable()
    {
        var copy = Sandbox.Path("distplusplus");
        File.Copy(NativeBinary.Path, copy, overwrite: true);
        return copy;
    }
}

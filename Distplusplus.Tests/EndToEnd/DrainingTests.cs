using Distplusplus.Platform;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Between the signal to stop and the end of its last job a host is draining, and everybody is told.</summary>
internal sealed class DrainingTests : SandboxFixture
{
    [Test]
    public void Everybody_is_told_that_a_host_goes_down()
    {
        using var host = HostOf(new StandInCompiler("/usr/bin/gcc")
        {
            Before = $"until [ -e {Sandbox.Path("go")} ]; do sleep 0.1; done",
        });
        var client = new FarmClient(Sandbox, host.Address);
        using var compile = client.Compile("gcc", "-c", "a.c").Start();
        var error = Command.Collect(compile.Error!);
        Assert.That(() => ProcessTable.Below(host.Id), Is.Not.Empty.After(60_000, 20), "the compile never began");
        using var terminal = new Tmux(Sandbox, client.With("TERM", "screen").Command("true").Environment);
        terminal.Type($"{NativeBinary.Path} hosts --watch");
        terminal.WaitFor($"^{host.Address}  (busy|full), slots 1/");
        _ = Libc.Kill(host.Id, Libc.SignalTerminate);
        terminal.WaitFor($"^{host.Address}  draining, slots 1/");
        Assert.That(
            client.Command(NativeBinary.Path, "hosts").Run().Succeeded().Output,
            Does.Match($"\n{host.Address}  draining  1/"));
        Assert.That(
            client.Command(NativeBinary.Path, "hosts", "--jobs").Run().Succeeded().Output,
            Is.EqualTo($"{Environment.ProcessorCount}\n"), "its slots are no slots any more");
        Assert.That(
            client.Command(NativeBinary.Path, "check").Run().Output,
            Does.Contain($"warning  {host.Address}: it is draining: it finishes running jobs and accepts no new ones\n")
                .And.Not.Contain("trial compile"));
        Sandbox.Write("b.c", "int b;\n");
        Assert.That(
            client.Compile("gcc", "-c", "b.c").Run().Succeeded().Error,
            Does.Contain($"{host.Address}: the host is draining; use another one"));
        File.WriteAllText(Sandbox.Path("go"), "");
        Assert.That(compile.Wait().Code, Is.Zero);
        Assert.That(
            NativeText.Decode(error.GetAwaiter().GetResult()), Does.Contain($"a.c: compiled on {host.Address}"));
        terminal.WaitFor($"^{host.Address}  down: ");
    }
}

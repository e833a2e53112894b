using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Compiles that must go to the host: the line is read.</summary>
internal abstract class DirectFixture : EndToEndFixture
{
    /// <summary>Compares with the plain compiler and asserts that a host did it from the real source.</summary>
    protected CompileReport Direct(string compiler, params string[] arguments)
    {
        var report = AtTheHost(compiler, arguments);
        Assert.That(report.Ours, Has.Exactly(1).Contains("(direct, "), string.Join('\n', report.Ours));
        return report;
    }

    /// <summary>
    /// In place, nothing restored: ours first, then the plain compiler; object and dependency file must agree.
    /// </summary>
    protected void AgreesInPlace(string compiler, params string[] arguments)
    {
        string[] outputs = ["ours.o", "plain.o"];
        var ours = Client.Compile(compiler, [.. arguments, "-MD", "-MF", "ours.d", "-MT", "x", "-o", outputs[0]]).Run();
        var plain = Sandbox.Command(
            compiler, [.. arguments, "-MD", "-MF", "plain.d", "-MT", "x", "-o", outputs[1]]).Run();
        Assert.That(ours.ExitCode, Is.EqualTo(plain.ExitCode), ours.Error);
        if (plain.ExitCode != 0)
        {
            return;
        }

        Assert.That(ours.Error, Does.Contain("(direct, "));
        Assert.Multiple(() =>
        {
            Assert.That(Read(outputs[0]), Is.EqualTo(Read(outputs[1])), ours.Error);
            Assert.That(Read("ours.d"), Is.EqualTo(Read("plain.d")), ours.Error);
        });
    }

    protected byte[] Read(string name) => File.ReadAllBytes($"{Sandbox.Work}/{name}");
}

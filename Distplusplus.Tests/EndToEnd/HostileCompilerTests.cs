using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Compilers that are hostile from their first instruction (hostile.c), in each layer: SECURITY.md has the table.
/// </summary>
internal sealed class HostileCompilerTests : SandboxFixture
{
    private const string Stray = "dpp-stray";

    [SetUp]
    public void Write()
    {
        Sandbox.Write("inc/h.h", "#define H 3\n");
        Sandbox.Write("src/a.c", "#include \"h.h\"\nint a = H;\n");
        Sandbox.Write("src/abs.c", $"#include \"{Sandbox.Work}/inc/h.h\"\nint a = H;\n");
        Sandbox.Write("src/stray.c", "int stray;\n");
        Sandbox.Write("src/sleep.c", "int sleep;\n");
        Directory.CreateDirectory($"{Sandbox.Work}/out");
        Directory.CreateDirectory(Sandbox.Path("compilers"));
        Sandbox.Command(
            "/usr/bin/gcc", "-O1", "-w", $"{NativeBinary.RepositoryRoot}/Distplusplus.Tests/EndToEnd/hostile.c", "-o",
            Sandbox.Path("compilers/gcc")).Run().Succeeded();
    }

    [TestCase("landlock", "src/a.c", "out/a.o")]
    [TestCase("bubblewrap", "src/a.c", "out/a.o")]
    [TestCase("landlock", "src/abs.c", "out/a.o")]
    [TestCase("landlock", "src/a.c", "src/a.o")]
    [TestCase("bubblewrap", "src/a.c", "src/a.o")]
    public void Nothing_works_that_a_compile_does_not_need(string layer, string source, string output)
    {
        Needs.Program("bwrap");
        using var host = HostWithAnOpenFile(layer);
        var client = new FarmClient(Sandbox, host.Address);
        string[] command = ["-c", source, "-o", output];
        Compile();
        var said = Compile();
        var works = said.Where(line => line.EndsWith(": yes", StringComparison.Ordinal)).Distinct().ToList();
        Assert.That(said, Has.Length.GreaterThan(60));
        Assert.That(works, Is.EqualTo((string[])["reads its inputs: yes"]));

        // What another job gets of the same files afterwards.
        new Comparison(Sandbox, client).Remote(host.Address, "gcc", ["-Iinc", .. command]);

        string[] Compile() => client
            .Compile("gcc", ["-Iinc", $"-DHOST={host.Id}", .. command]).Run().Succeeded()
            .Error.Split('\n').Where(line => line.EndsWith(": yes", StringComparison.Ordinal)
                || line.EndsWith(": no", StringComparison.Ordinal)).ToArray();
    }

    [TestCase("landlock")]
    [TestCase("bubblewrap")]
    public void No_process_outlives_its_job(string layer)
    {
        Needs.Program("bwrap");
        using var host = HostOfHostile(layer);
        var client = new FarmClient(Sandbox, host.Address);
        var result = client.Compile("gcc", "-c", "src/stray.c", "-o", "out/a.o").Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled on {host.Address}"));
        Assert.That(Strays(host), Is.Empty);
    }

    [TestCase("landlock")]
    [TestCase("bubblewrap")]
    public void No_process_outlives_a_host_that_is_killed(string layer)
    {
        Needs.Program("bwrap");
        using var host = HostOfHostile(layer);
        using var compile = new FarmClient(Sandbox, host.Address)
            .Compile("gcc", "-c", "src/sleep.c", "-o", "out/a.o").Start();
        try
        {
            Assert.That(() => Strays(host).Length, Is.GreaterThan(0).After(20_000, 20));
            host.Kill();
            Assert.That(() => Strays(host), Is.Empty.After(20_000, 20));
        }
        finally
        {
            compile.KillTree();
            _ = compile.Wait();
        }
    }

    private BuildHost HostOfHostile(string layer)
        => BuildHost.Start(Sandbox, "--compilers", Sandbox.Path("compilers"), "--isolation", layer);

    /// <summary>Started with a file open that is for no compiler.</summary>
    private BuildHost HostWithAnOpenFile(string layer)
        => BuildHost.Start(
            Sandbox,
            command => command with
            {
                Program = "/bin/bash",
                Arguments = ["-c", "exec 77</etc/passwd && exec \"$0\" \"$@\"", command.Program, .. command.Arguments],
            },
            new Dictionary<string, string>(),
            "--compilers", Sandbox.Path("compilers"), "--isolation", layer);

    /// <summary>Those of this host's jobs, by the directory they work in.</summary>
    private static string[] Strays(BuildHost host)
        => [.. FileTree.Names("/proc").Where(process => char.IsAsciiDigit(process[0]) && IsStray(process)
            && (NativeFile.ReadLink($"/proc/{process}/cwd") ?? "").Length > 0)];

    private static bool IsStray(string process)
    {
        try
        {
            return NativeText.Decode(NativeFile.ReadAll($"/proc/{process}/comm")).Trim() == Stray;
        }
        catch (NativeFileException)
        {
            return false;
        }
    }
}

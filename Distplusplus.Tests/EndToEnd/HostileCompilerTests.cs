using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Reporting;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

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
        Sandbox.Write("src/bomb.c", "int bomb;\n");
        Sandbox.Write("src/hungry.c", "int hungry;\n");
        Directory.CreateDirectory($"{Sandbox.Work}/out");
        Directory.CreateDirectory(Sandbox.Path("compilers"));
        Sandbox.Command(
            "/usr/bin/gcc", "-O1", "-w", $"{NativeBinary.RepositoryRoot}/Distplusplus.Tests/EndToEnd/hostile.c", "-o",
            Sandbox.Path("compilers/gcc")).Run().Succeeded();
    }

    [TestCase("landlock", "src/a.c", "out/a.o")]
    [TestCase("bubblewrap", "src/a.c", "out/a.o")]
    [TestCase("landlock", "src/a.c", "src/a.o")]
    [TestCase("bubblewrap", "src/a.c", "src/a.o")]
    [TestCase("landlock", "src/abs.c", "out/a.o")]
    [TestCase("bubblewrap", "src/abs.c", "out/a.o")]
    [TestCase("landlock", "src/abs.c", "src/a.o")]
    public void Nothing_works_that_a_compile_does_not_need(string layer, string source, string output)
    {
        // What names a header absolutely sees its tree as "/".
        string[] expected = source == "src/abs.c"
            ? ["sees its tree as /: yes", "reads its inputs: yes"]
            : ["reads its inputs: yes"];
        Needs.Program("bwrap");
        using var host = HostWithAnOpenFile(layer);
        var client = new FarmClient(Sandbox, host.Address);
        string[] command = ["-c", source, "-o", output];
        Compile();
        var said = Compile();
        var works = said.Where(line => line.EndsWith(": yes", StringComparison.Ordinal)).Distinct().ToList();
        Assert.That(said, Has.Length.GreaterThan(60));
        Assert.That(works, Is.EqualTo(expected));

        // What another job gets of the same files afterwards.
        new Comparison(Sandbox, client).Remote(host.Address, "gcc", ["-Iinc", .. command]);

        string[] Compile() => client
            .Compile("gcc", ["-Iinc", $"-DHOST={host.Id}", .. command]).Run().Succeeded()
            .Error.Split('\n').Where(line => line.EndsWith(": yes", StringComparison.Ordinal)
                || line.EndsWith(": no", StringComparison.Ordinal)).ToArray();
    }

    [TestCase("landlock")]
    [TestCase("bubblewrap")]
    [TestCase("landlock", true)]
    public void No_process_outlives_its_job(string layer, bool atRoot = false)
    {
        Needs.Program("bwrap");
        using var host = HostOfHostile(layer);
        var client = new FarmClient(Sandbox, host.Address);
        var result = client.Compile("gcc", ["-c", "src/stray.c", "-o", "out/a.o", .. AtRoot(atRoot)]).Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled on {host.Address}"));
        Assert.That(Strays(host), Is.Empty);
    }

    [TestCase("landlock", "bomb.c", "started more than 64 processes, this host's limit for a job (job_processes)")]
    [TestCase("bubblewrap", "bomb.c", "started more than 64 processes, this host's limit for a job (job_processes)")]
    [TestCase("landlock", "hungry.c", "needed more than 400MiB of memory, this host's limit for a job (job_memory)")]
    [TestCase("bubblewrap", "hungry.c", "needed more than 400MiB of memory, this host's limit for a job (job_memory)")]
    [TestCase(
        "landlock", "bomb.c", "started more than 64 processes, this host's limit for a job (job_processes)", true)]
    [TestCase(
        "landlock", "hungry.c", "needed more than 400MiB of memory, this host's limit for a job (job_memory)", true)]
    public void What_all_processes_use_together_is_bounded(
        string layer, string source, string words, bool atRoot = false)
    {
        Needs.Program("bwrap");
        File.WriteAllText(Sandbox.Path("host.toml"), "[serve]\njob_processes = 64\njob_memory = \"400MiB\"\n");
        using var host = BuildHost.Start(
            Sandbox, "--compilers", Sandbox.Path("compilers"), "--isolation", layer,
            "--config", Sandbox.Path("host.toml"));
        var client = new FarmClient(Sandbox, host.Address);
        string[] command = ["-c", $"src/{source}", "-o", "out/a.o", .. AtRoot(atRoot)];
        Assert.That(client.Compile("gcc", command).Run().Succeeded().Error, Does.Contain($"the compiler {words}"));
        Assert.That(Strays(host), Is.Empty);
        new Comparison(Sandbox, client).Remote(host.Address, "gcc", "-Iinc", "-c", "src/a.c", "-o", "out/a.o");
    }

    [TestCase("landlock")]
    [TestCase("bubblewrap")]
    public void A_source_cannot_tell_a_file_it_may_not_read_from_none(string layer)
    {
        Needs.Program("bwrap");
        using var host = BuildHost.Start(Sandbox, "--isolation", layer);
        var secret = Sandbox.Path("secret");
        File.WriteAllText(secret, "int secret;\n");
        foreach (var compiler in (string[])["gcc", "clang"])
        {
            Assert.That(Answer(compiler, secret), Is.EqualTo(Answer(compiler, $"{secret[..^1]}x")), compiler);
            Assert.That(Answer(compiler, "/etc/shadow"), Is.EqualTo(Answer(compiler, "/etc/shadox")), compiler);
        }

        // Offers that bring no such header, as no client of ours sends them.
        string Answer(string compiler, string file)
        {
            var climbing = string.Concat(Enumerable.Repeat("../", 40)) + file[1..];
            var included = Compile(compiler, $"#include \"{climbing}\"\n");
            Assert.That(included, Does.Contain("No such file").Or.Contain("not found"));
            // Apart from the other: after this question gcc 12 no longer says that it cannot include the file.
            var asked = Compile(compiler, $"#if __has_include(\"{climbing}\")\n#error it exists\n#endif\n");
            return $"{included}{asked}".Replace(file[1..], "FILE", StringComparison.Ordinal);
        }

        string Compile(string compiler, string source)
        {
            using var raw = new RawClient(host);
            var answer = TestJob.Direct("a.c", "/p", clang: compiler == "clang").Whole("/p/a.c", source)
                .RunAsync(raw.Stubs).GetAwaiter().GetResult();
            Assert.That(answer.Refused, Is.Null);
            return answer.Error;
        }
    }

    /// <summary>With an absolute name of a header a job gets a tree that it sees as "/".</summary>
    private string[] AtRoot(bool yes) => yes ? ["-include", $"{Sandbox.Work}/inc/h.h"] : [];

    [TestCase("landlock")]
    [TestCase("bubblewrap")]
    [TestCase("landlock", true)]
    public void No_process_outlives_a_host_that_is_killed(string layer, bool atRoot = false)
    {
        Needs.Program("bwrap");
        using var host = HostOfHostile(layer);
        using var compile = new FarmClient(Sandbox, host.Address)
            .Compile("gcc", ["-c", "src/sleep.c", "-o", "out/a.o", .. AtRoot(atRoot)]).Start();
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

    /// <summary>Started with an open file and a variable that are for no compiler.</summary>
    private BuildHost HostWithAnOpenFile(string layer)
        => BuildHost.Start(
            Sandbox,
            command => command with
            {
                Program = "/bin/bash",
                Arguments = ["-c", "exec 77</etc/passwd && exec \"$0\" \"$@\"", command.Program, .. command.Arguments],
            },
            new Dictionary<string, string> { ["DPP_CANARY"] = "is not for compilers" },
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

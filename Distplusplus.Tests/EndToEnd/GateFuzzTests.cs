using Distplusplus.Compiler.Hosting;
using Distplusplus.Protocol;
using Distplusplus.Tests.Compiler;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Random offers that pass the gate, given to the real compilers in a directory where every name an option may have is
/// a file that loads a library: the library must never run, and nothing be executed but parts of the compiler.
/// </summary>
internal sealed class GateFuzzTests : SandboxFixture
{
    private const string Marker = "CODE-OF-THE-CLIENT-RUNS";

    [Test]
    public void No_offer_that_passes_makes_a_real_compiler_load_or_run_anything()
    {
        Needs.Program("strace");
        var root = Sandbox.Path("root");
        var work = $"{root}/home/me";
        Directory.CreateDirectory($"{work}/src");
        Sandbox.Write("p.c", $$"""
            #include <unistd.h>
            int plugin_is_GPL_compatible;
            int plugin_init(void *a, void *b) { return 0; }
            __attribute__((constructor)) static void run(void) { write(2, "{{Marker}}\n", {{Marker.Length + 1}}); }

            """);
        Sandbox.Command("gcc", "-shared", "-fPIC", "p.c", "-o", $"{work}/p").Run().Succeeded();
        File.Copy($"{work}/p", $"{work}/canary.so");
        foreach (var name in (string[])["x", "canary", "1", "c", "-load", "a=", " "])
        {
            File.WriteAllText($"{work}/{name}", ". -fplugin=./p -load ./p\n");
        }

        var (random, count) = Fuzzing.Of(4_000);
        var compiled = 0;
        for (var i = 0; i < count; i++)
        {
            var job = OptionGateFuzzTests.Job(random) with
            {
                WorkingDirectory = "/home/me", CurrentDirectory = "/home/me",
            };
            if (job.Mode != SendMode.Direct || OptionGate.Judge(job) is not null)
            {
                continue;
            }

            var source = JobPath.Normalize("/home/me", job.Source);
            File.WriteAllText($"{work}/src/a.c", "int x;\n");
            var result = Sandbox.Command(
                "strace", ["-f", "-qq", "-e", "trace=execve", "-e", "signal=none", "-o", Sandbox.Path("trace"),
                    job.Family == CompilerFamily.Clang ? "clang" : "gcc", .. HostCommandLine.Build(job, root)]) with
            {
                Directory = work,
            };
            var end = result.Run();
            compiled++;
            var told = $"{job.Family} {source}: {string.Join(' ', job.Options)}";
            Assert.That(end.Error, Does.Not.Contain(Marker), told);
            Assert.That(
                File.ReadLines(Sandbox.Path("trace")).Where(line => line.Contains(" = 0", StringComparison.Ordinal)
                    && !s_parts.Any(part => line.Contains(part, StringComparison.Ordinal))),
                Is.Empty, told);
        }

        TestContext.Out.WriteLine($"{compiled} of {count} offers were compiled");
        Assert.That(compiled, Is.GreaterThan(count / 200));
    }

    private static readonly string[] s_parts = ["/gcc\"", "/clang\"", "/cc1\"", "/cc1plus\"", "/as\"", "-as\""];
}

using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A host that may have only part of its machine takes only as many jobs as that part bears.</summary>
internal sealed class ControlGroupTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void A_quota_of_half_a_CPU_makes_one_slot()
    {
        using var group = ControlGroup.OfCpus(0.5);
        using (var host = BuildHost.Start(_sandbox, group.Inside, new Dictionary<string, string>()))
        {
            Assert.That(host.Log, Does.Match(@"slots\s+1 jobs at the same time"));
        }
    }

    [Test]
    public void A_limit_of_memory_lets_in_no_more_jobs_than_it_bears()
    {
        var running = Directory.CreateDirectory(_sandbox.Path("running")).FullName;
        new StandInCompiler("/usr/bin/gcc")
        {
            Before = $"touch {running}/$$; ls {running} | wc -l >> {_sandbox.Path("counts")}; sleep 0.5; "
                + $"rm {running}/$$",
        }.Install(_sandbox.Path("compilers"), "gcc");
        for (var i = 0; i < 6; i++)
        {
            _sandbox.Write($"u{i}.c", "int x;\n");
        }

        _sandbox.Write(
            "Makefile",
            $"all: u0.o u1.o u2.o u3.o u4.o u5.o\n%.o: %.c\n\t@{NativeBinary.Path} gcc -c $< -o $@\n");

        // Nothing learned yet, a job is taken to need 200 MB: a second one beside it would not fit.
        using var group = ControlGroup.OfMemory(250L << 20);
        using (var host = BuildHost.Start(
            _sandbox, group.Inside, new Dictionary<string, string>(),
            "--slots", "6", "--compilers", _sandbox.Path("compilers")))
        {
            var client = new FarmClient(_sandbox, host.Address).With("DISTPLUSPLUS_FALLBACK", "0");
            var said = client.Command("make", "-j6").Run().Succeeded().Error;
            Assert.That(said.Split("compiled on").Length - 1, Is.EqualTo(6), said);
        }

        Assert.That(File.ReadAllLines(_sandbox.Path("counts")), Has.All.EqualTo("1"));
    }
}

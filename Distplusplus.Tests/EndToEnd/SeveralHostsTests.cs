using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>More than one host, some of them gone.</summary>
internal sealed class SeveralHostsTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void Many_compiles_are_shared_among_hosts()
    {
        using var first = BuildHost.Start(_sandbox, "--slots", "1");
        using var second = BuildHost.Start(_sandbox, "--slots", "1");
        WriteUnits(16);
        var result = Make(new FarmClient(_sandbox, first.Address, second.Address), 4).Run().Succeeded();
        Assert.That(result.Error, Does.Contain(first.Address).And.Contain(second.Address));
    }

    [Test]
    public void A_dead_host_before_a_living_one_is_passed_over()
    {
        using var dead = new FaultProxy("127.0.0.1:1", FaultKind.Refuse);
        using var host = BuildHost.Start(_sandbox);
        _sandbox.Write("a.c", "int x;\n");
        var client = new FarmClient(_sandbox, dead.Address, host.Address);
        new Comparison(_sandbox, client).Remote(host.Address, "gcc", "-c", "a.c");
    }

    [Test]
    public void A_busy_host_lets_compiles_wait_rather_than_fail()
    {
        using var host = BuildHost.Start(_sandbox, "--slots", "1");
        WriteUnits(8);
        var result = Make(new FarmClient(_sandbox, host.Address), 8).Run().Succeeded();
        Assert.That(result.Error, Does.Contain(host.Address));
    }

    [Test]
    public void A_host_killed_in_the_middle_of_a_build_fails_nothing()
    {
        using var host = BuildHost.Start(_sandbox, "--slots", "4");
        WriteUnits(24);
        var client = new FarmClient(_sandbox, host.Address).With("DISTPLUSPLUS_LOG_LEVEL", "warning");
        using var make = Make(client, 4).Start();
        var output = Command.Collect(make.Output!);
        var error = Command.Collect(make.Error!);
        Assert.That(
            () => Directory.GetFiles(_sandbox.Work, "*.o"), Has.Length.GreaterThanOrEqualTo(4).After(60_000, 10));
        host.Kill();
        var exit = make.Wait();
        Task.WaitAll(output, error);
        var said = System.Text.Encoding.UTF8.GetString(error.GetAwaiter().GetResult());
        Assert.Multiple(() =>
        {
            Assert.That(exit.Code, Is.Zero, said);
            Assert.That(Directory.GetFiles(_sandbox.Work, "*.o"), Has.Length.EqualTo(24));
            Assert.That(said, Does.Contain(host.Address), "no line says why");
        });
    }

    [TestCase(FaultKind.Reset)]
    [TestCase(FaultKind.Corrupt)]
    public void A_connection_that_breaks_at_any_byte_costs_nothing_but_time(FaultKind kind)
    {
        using var host = BuildHost.Start(_sandbox);
        _sandbox.Write("a.c", "int x;\n");
        using var counting = new FaultProxy(host.Address, FaultKind.None);
        new Comparison(_sandbox, new FarmClient(_sandbox, counting.Address)).Same("gcc", "-c", "a.c");
        var whole = counting.BytesFromHost;
        for (var at = 0L; at < whole; at += Math.Max(1, whole / 12))
        {
            using var proxy = new FaultProxy(host.Address, kind, at);
            new Comparison(_sandbox, new FarmClient(_sandbox, proxy.Address)).Same("gcc", "-c", "a.c");
        }
    }

    private void WriteUnits(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sandbox.Write($"u{i}.cpp", $"#include <map>\n#include <string>\nstd::map<std::string, int> m{i};\n"
                + $"int f{i}(const std::string &s) {{ return m{i}[s]; }}\n");
        }

        var objects = string.Join(' ', Enumerable.Range(0, count).Select(i => $"u{i}.o"));
        _sandbox.Write("Makefile", $"all: {objects}\n%.o: %.cpp\n\t@{NativeBinary.Path} g++ -O2 -c $< -o $@\n");
    }

    private static Command Make(FarmClient client, int jobs) => client.Command("make", $"-j{jobs}");
}

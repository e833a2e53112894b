using System.Net;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Names that lead to several hosts, with a name service of the test's own.</summary>
internal sealed class DiscoveryTests
{
    private const string Farm = "farm.example.org";
    private const string Service = "_distplusplus._tcp.example.org";

    private Sandbox _sandbox = null!;
    private NameServer _names = null!;

    [SetUp]
    public void Start()
    {
        Needs.Program("unshare");
        _sandbox = new Sandbox();
        _sandbox.Write("a.c", "int x;\n");
        _names = new NameServer();
        if (_names.Behind(_sandbox.Command("/bin/true"), _sandbox).Run().ExitCode != 0)
        {
            Stop();
            Assert.Ignore("a mount namespace needs privileges that are not there");
        }
    }

    [TearDown]
    public void Stop()
    {
        _names.Dispose();
        _sandbox.Dispose();
    }

    [Test]
    public void Every_address_of_a_name_is_a_host()
    {
        using var first = BuildHost.Start(_sandbox, "--listen", "127.0.0.2:0");
        var port = IPEndPoint.Parse(first.Address).Port;
        using var second = BuildHost.Start(_sandbox, "--listen", $"127.0.0.3:{port}");
        _names.Add(Farm, IPAddress.Parse("127.0.0.2"));
        _names.Add(Farm, IPAddress.Parse("127.0.0.3"));
        var said = Compile($"{Farm}:{port}", 12);
        Assert.That(said, Does.Contain($"compiled on {first.Address}").And.Contain($"compiled on {second.Address}"));
    }

    [Test]
    public void Every_place_of_a_service_is_a_host_and_only_the_first_compile_asks()
    {
        using var first = BuildHost.Start(_sandbox);
        using var second = BuildHost.Start(_sandbox);
        _names.Add("build1.example.org", IPAddress.Loopback);
        _names.Add(Service, 1, IPEndPoint.Parse(first.Address).Port, "build1.example.org");
        _names.Add(Service, 1, IPEndPoint.Parse(second.Address).Port, "build1.example.org");
        _names.Add(Service, 2, 9, "build1.example.org");
        Compile($"srv:{Service}", 1);
        var questions = _names.Questions;
        var said = Compile($"srv:{Service}", 12);
        Assert.That(said, Does.Contain($"compiled on {first.Address}").And.Contain($"compiled on {second.Address}"));
        Assert.That(_names.Questions, Is.EqualTo(questions));
        var hosts = Behind(new FarmClient(_sandbox, $"srv:{Service}").Command(NativeBinary.Path, "hosts"))
            .Run().Succeeded().Output;
        Assert.That(hosts, Does.Contain(first.Address).And.Contain(second.Address).And.Not.Contain(":9 "));
    }

    [Test]
    public void A_name_service_that_is_gone_costs_a_farm_that_is_known_nothing()
    {
        using var host = BuildHost.Start(_sandbox);
        _names.Add(Farm, IPAddress.Loopback);
        var server = $"{Farm}:{IPEndPoint.Parse(host.Address).Port}";
        Assert.That(Compile(server, 1), Does.Contain($"compiled on {server}"));
        _names.Dispose();
        foreach (var file in Directory.GetFiles(_sandbox.Path("run/distplusplus"), "name-*"))
        {
            var lines = File.ReadAllLines(file);
            lines[0] = $"{long.Parse(lines[0]) - 3_600_000}";
            File.WriteAllText(file, string.Join('\n', lines));
        }

        Assert.That(Compile(server, 2), Does.Contain($"compiled on {server}").And.Not.Contain("locally"));
    }

    [Test]
    public void A_service_nobody_knows_is_one_line()
        => Assert.That(Compile($"srv:{Service}", 1), Is.EqualTo(
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: srv:{Service}: "
            + $"the name {Service} does not resolve: "
            + "check its spelling in `servers`, and the name service of this machine\n"));

    private string Compile(string server, int times) => string.Concat(Enumerable.Range(0, times).Select(_ =>
        Behind(new FarmClient(_sandbox, server).Compile("gcc", "-c", "a.c")).Run().Succeeded().Error));

    private Command Behind(Command command) => _names.Behind(command, _sandbox);
}

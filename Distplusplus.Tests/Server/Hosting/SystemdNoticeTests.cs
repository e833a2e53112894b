using System.Net.Sockets;
using System.Text;
using Distplusplus.Server.Hosting;

namespace Distplusplus.Tests.Server.Hosting;

/// <summary>What the service manager hears.</summary>
internal sealed class SystemdNoticeTests
{
    private readonly Dictionary<string, string> _environment = [];
    private Scratch _scratch = null!;
    private Socket _manager = null!;

    [SetUp]
    public void Listen()
    {
        _scratch = new Scratch();
        _manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _manager.ReceiveTimeout = 20_000;
        _manager.Bind(new UnixDomainSocketEndPoint(_scratch.Path + "/notify"));
        _environment.Clear();
        _environment["NOTIFY_SOCKET"] = _scratch.Path + "/notify";
    }

    [TearDown]
    public void Stop()
    {
        _manager.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void It_hears_when_the_host_is_ready_and_when_it_ends()
    {
        var notice = new SystemdNotice(_environment.GetValueOrDefault);
        notice.Ready("listening on 127.0.0.1:1");
        notice.Stopping("2 jobs may finish");
        Assert.That(Heard(), Is.EqualTo("READY=1\nSTATUS=listening on 127.0.0.1:1"));
        Assert.That(Heard(), Is.EqualTo("STOPPING=1\nSTATUS=2 jobs may finish"));
    }

    [Test]
    public async Task It_hears_that_the_host_lives_as_long_as_its_work_comes_to_an_end()
    {
        _environment["WATCHDOG_USEC"] = "300000";
        _environment["WATCHDOG_PID"] = $"{Environment.ProcessId}";
        var worked = 0;
        await using var watch = new SystemdNotice(_environment.GetValueOrDefault)
            .Watch(() => Interlocked.Increment(ref worked), TimeProvider.System);
        Assert.That(watch, Is.Not.Null);
        Assert.That(Heard(), Is.EqualTo("WATCHDOG=1"));
        Assert.That(Heard(), Is.EqualTo("WATCHDOG=1"));
        Assert.That(worked, Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void A_name_without_a_file_is_called_too()
    {
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var name = $"distplusplus-{Guid.NewGuid():N}";
        manager.Bind(new UnixDomainSocketEndPoint("\0" + name));
        _environment["NOTIFY_SOCKET"] = "@" + name;
        new SystemdNotice(_environment.GetValueOrDefault).Ready("x");
        var buffer = new byte[100];
        Assert.That(Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)), Is.EqualTo("READY=1\nSTATUS=x"));
    }

    [TestCase("WATCHDOG_USEC", "0")]
    [TestCase("WATCHDOG_USEC", "often")]
    [TestCase("WATCHDOG_PID", "1")]
    [TestCase("NOTIFY_SOCKET", "")]
    public void Nobody_waits_for_signs_of_life(string name, string value)
    {
        _environment["WATCHDOG_USEC"] = "300000";
        _environment[name] = value;
        Assert.That(
            new SystemdNotice(_environment.GetValueOrDefault).Watch(() => { }, TimeProvider.System), Is.Null);
    }

    [Test]
    public void A_manager_that_is_gone_is_no_trouble()
    {
        _environment["NOTIFY_SOCKET"] = _scratch.Path + "/nobody";
        Assert.That(() => new SystemdNotice(_environment.GetValueOrDefault).Ready("x"), Throws.Nothing);
    }

    private string Heard()
    {
        var buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }
}

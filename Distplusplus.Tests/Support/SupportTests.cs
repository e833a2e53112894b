using System.Net;
using System.Net.Sockets;
using Distplusplus.Server.Reporting;

namespace Distplusplus.Tests.Support;

/// <summary>The instruments of the end-to-end tests were seen to find what they are there to find.</summary>
internal sealed class SupportTests
{
    private Sandbox _sandbox = null!;

    [SetUp]
    public void Start() => _sandbox = new Sandbox();

    [TearDown]
    public void Stop() => _sandbox.Dispose();

    [Test]
    public void A_command_gives_bytes_exit_code_and_both_streams()
    {
        var result = _sandbox.Command("sh", "-c", "printf '\\374'; cat >&2; exit 7") with { Input = "in"u8.ToArray() };
        var ended = result.Run();
        Assert.Multiple(() =>
        {
            Assert.That(ended.ExitCode, Is.EqualTo(7));
            Assert.That(ended.OutputBytes, Is.EqualTo((byte[])[0xFC]));
            Assert.That(ended.Error, Is.EqualTo("in"));
        });
    }

    [TestCase("exit 1", "exit code")]
    [TestCase("echo x", "standard output")]
    [TestCase("echo x >&2", "standard error")]
    [TestCase("echo x > new", "left over: new")]
    [TestCase("rm old", "missing: old")]
    [TestCase("echo x > old", "content: old")]
    [TestCase("chmod 700 old", "type or mode: old")]
    [TestCase("ln -sf old link", "type or mode: link")]
    public void A_comparison_finds(string difference, string named)
    {
        _sandbox.Write("old", "old\n");
        File.CreateSymbolicLink($"{_sandbox.Work}/link", "elsewhere");
        var (found, _) = new Comparison(_sandbox, new FarmClient(_sandbox)).Differences(
            _sandbox.Command("sh", "-c", "true"), _sandbox.Command("sh", "-c", difference));
        Assert.That(found, Does.Contain(named));
    }

    [Test]
    public void A_comparison_is_content_with_the_same()
        => new Comparison(_sandbox, new FarmClient(_sandbox)).Same(
            _sandbox.Command("sh", "-c", "echo x; echo y >&2; echo z > f; exit 3"),
            _sandbox.Command("sh", "-c", "echo 'distplusplus: here' >&2; echo x; echo y >&2; echo z > f; exit 3"));

    [Test]
    public void A_stand_in_has_another_version_and_compiles()
    {
        var compiler = new StandInCompiler("/usr/bin/gcc") { Version = "99.1.0", Before = "echo late >&2" }
            .Install(_sandbox.Path("bin"), "gcc");
        _sandbox.Write("a.c", "int x;\n");
        Assert.Multiple(() =>
        {
            Assert.That(_sandbox.Command(compiler, "-v").Run().Error, Does.Contain("gcc version 99.1.0"));
            Assert.That(_sandbox.Command(compiler, "--version").Run().Output, Does.Contain("99.1.0"));
            Assert.That(_sandbox.Command(compiler, "-c", "a.c").Run().Succeeded().Error, Is.EqualTo("late\n"));
            Assert.That($"{_sandbox.Work}/a.o", Does.Exist);
            Assert.That(StandInCompiler.Calls(compiler), Is.EqualTo((string[])["-v", "--version", "-c a.c"]));
        });
    }

    [TestCase(FaultKind.None, 0, "hello")]
    [TestCase(FaultKind.Corrupt, 1, "h\u009Allo")]
    [TestCase(FaultKind.Reset, 2, "he!")]
    [TestCase(FaultKind.Stall, 3, "hel…")]
    [TestCase(FaultKind.Mute, 0, "…")]
    [TestCase(FaultKind.Throttle, 50, "hello")]
    [TestCase(FaultKind.Delay, 20, "hello")]
    [TestCase(FaultKind.Refuse, 0, "refused")]
    [TestCase(FaultKind.Blackhole, 0, "…")]
    public async Task A_proxy_does_its_harm(FaultKind kind, int amount, string heard)
    {
        using var host = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        _ = GreetAsync(host);
        using var proxy = new FaultProxy(host.LocalEndpoint.ToString()!, kind, amount);
        var all = await ListenAsync(proxy.Address);

        // A reset may throw away what was not read yet.
        Assert.That(all, kind == FaultKind.Reset ? Is.EqualTo(heard).Or.EqualTo("!") : Is.EqualTo(heard));
    }

    private static async Task GreetAsync(TcpListener host)
    {
        using var client = await host.AcceptSocketAsync();
        await client.SendAsync("hello"u8.ToArray());
    }

    // "!" stands for a reset, "…" for silence.
    private static async Task<string> ListenAsync(string address)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(700));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var heard = "";
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse(address), patience.Token);
            var buffer = new byte[64];
            while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var count)
            {
                heard += System.Text.Encoding.Latin1.GetString(buffer, 0, count);
            }

            return heard;
        }
        catch (OperationCanceledException)
        {
            return heard + "…";
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : heard + "!";
        }
    }
}

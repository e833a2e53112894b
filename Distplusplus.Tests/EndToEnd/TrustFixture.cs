using System.Text.RegularExpressions;
using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Hosts that speak TLS on loopback, and clients that are believed there or not.</summary>
internal abstract class TrustFixture
{
    protected Sandbox Sandbox { get; private set; } = null!;

    protected TestAuthority Authority { get; private set; } = null!;

    protected TestAuthority Stranger { get; private set; } = null!;

    protected string HostKeys => Sandbox.Path("host-keys");

    [SetUp]
    public void Start()
    {
        Sandbox = new Sandbox();
        Authority = new TestAuthority(Sandbox, "authority");
        Stranger = new TestAuthority(Sandbox, "stranger");
        Sandbox.Write("a.c", "int answer(void) { return 42; }\n");
    }

    [TearDown]
    public void Stop()
    {
        Authority.Dispose();
        Stranger.Dispose();
        Sandbox.Dispose();
    }

    /// <summary>A host with a certificate, which believes clients of the authority.</summary>
    protected BuildHost HostWith(string certificate, params (string Name, string Value)[] more)
        => Host("tls:127.0.0.1:0",
            [("DISTPLUSPLUS_TLS_CA", Authority.File), ("DISTPLUSPLUS_TLS_CERTIFICATE", certificate), .. more]);

    /// <summary>A host that makes its own key.</summary>
    protected BuildHost HostWithOwnKey() => Host("tls:127.0.0.1:0");

    protected BuildHost Host(string listen, params (string Name, string Value)[] settings)
        => BuildHost.Start(
            Sandbox,
            settings.Append(("DISTPLUSPLUS_TLS_DIRECTORY", HostKeys)).ToDictionary(s => s.Item1, s => s.Item2),
            "--listen", listen);

    /// <summary>A client that believes the authority.</summary>
    protected FarmClient ClientWith(BuildHost host, string? certificate, TestAuthority? authority = null)
        => new FarmClient(Sandbox, $"tls:{host.Address}")
            .With("DISTPLUSPLUS_TLS_CA", (authority ?? Authority).File)
            .With("DISTPLUSPLUS_TLS_CERTIFICATE", certificate);

    /// <summary>The object is the plain compiler's; one line says why it was made here, the host's log too.</summary>
    protected void StaysHere(BuildHost host, FarmClient client, string sentence, string log)
    {
        var report = new Comparison(Sandbox, client).Same("gcc", "-c", "a.c");
        Assert.That(report.Ours, Has.Count.EqualTo(1));
        Assert.That(report.Ours[0], Does.Contain("compiled locally").And.EndWith($": {sentence}"));
        host.WaitForLog(Regex.Escape(log));
    }

    protected void GoesThere(BuildHost host, FarmClient client)
        => new Comparison(Sandbox, client).Remote(host.Address, "gcc", "-c", "a.c");

    protected static string Day(int fromToday)
        => DateTimeOffset.UtcNow.AddDays(fromToday).ToString("yyyy-MM-dd", null);
}

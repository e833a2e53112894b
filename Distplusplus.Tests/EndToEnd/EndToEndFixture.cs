using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A sandbox, a host of two slots and a client of it, new for every test. The host must end clean.</summary>
internal abstract class EndToEndFixture : SandboxFixture
{
    protected BuildHost Host { get; private set; } = null!;

    protected FarmClient Client { get; private set; } = null!;

    protected Comparison Comparison => new(Sandbox, Client);

    /// <summary>What the host is started with.</summary>
    protected virtual string[] HostArguments => ["--slots", "2"];

    [SetUp]
    public void Start()
    {
        Host = BuildHost.Start(Sandbox, HostArguments);
        Client = new FarmClient(Sandbox, Host.Address);
    }

    [TearDown]
    public void Stop() => Host.Dispose();

    /// <summary>Compares with the plain compiler and asserts that the host did it.</summary>
    protected CompileReport AtTheHost(string compiler, params string[] arguments)
        => Comparison.Remote(Host.Address, compiler, arguments);
}

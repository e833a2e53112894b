using Distplusplus.Server.Reporting;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>The way to a host is broken, slow or long.</summary>
internal sealed class FaultsOfNetworksTests : FaultFixture
{
    [Test]
    public void A_name_that_leads_nowhere()
        => Names(
            new FarmClient(Sandbox, "no-such-host.invalid:1"), 2,
            "problem no-such-host.invalid:1: the name(?: service did not answer when asked for)? no-such-host.invalid",
            pattern: true);

    [TestCase(FaultKind.Refuse, "connection refused → nothing listens there: is `distplusplus serve` running?")]
    [TestCase(FaultKind.Garbage,
        "the peer does not speak gRPC → another program uses this port, or the host expects TLS")]
    [TestCase(FaultKind.Mute, "the host accepted the connection but does not answer → the host is overloaded or hangs")]
    [TestCase(FaultKind.Blackhole,
        "connection timed out after 1s (connect_timeout) → the host is down or a firewall drops the packets")]
    public void A_network_or_host_that_fails(FaultKind fault, string finding)
    {
        using var proxy = new FaultProxy("127.0.0.1:1", fault);
        Names(
            new FarmClient(Sandbox, proxy.Address)
                .With("DISTPLUSPLUS_CONNECT_TIMEOUT", "1s").With("DISTPLUSPLUS_SILENCE_TIMEOUT", "2s"),
            2,
            $"problem {proxy.Address}: {finding}");
    }

    [Test]
    public void A_socket_that_is_not_there()
        => Names(
            new FarmClient(Sandbox, "unix:/no/socket"), 2,
            "problem unix:/no/socket: the socket does not exist → is `distplusplus serve` running, and does it "
                + "listen at "
            + "this path?");

    [TestCase(FaultKind.Throttle, 400_000,
        "the upload rate is about 0.[0-9] MB/s → an upload may take longer than a compile: use a host with a faster "
            + "network")]
    [TestCase(FaultKind.Delay, 120,
        "the round trip takes [0-9]+ ms → use a host with a faster network: each compile needs several "
            + "round trips")]
    public void A_way_that_is_slow_or_long(FaultKind fault, int amount, string finding)
    {
        using var host = BuildHost.Start(Sandbox);
        using var proxy = new FaultProxy(host.Address, fault, amount);
        Names(new FarmClient(Sandbox, proxy.Address), 1, $"warning {proxy.Address}: {finding}", pattern: true);
    }
}

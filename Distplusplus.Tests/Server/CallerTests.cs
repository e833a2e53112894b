using System.Net;
using Distplusplus.Server.Trust;

namespace Distplusplus.Tests.Server;

/// <summary>What a caller is counted by, so that nobody is many.</summary>
internal sealed class CallerTests
{
    [TestCase("10.0.0.7", "10.0.0.7:5", "10.0.0.7")]
    [TestCase("::ffff:10.0.0.7", "10.0.0.7:5", "10.0.0.7")]
    [TestCase("2001:db8:1:2:3:4:5:6", "[2001:db8:1:2:3:4:5:6]:5", "2001:db8:1:2::/64")]
    public void A_machine_is_its_address_and_of_IPv6_its_network(string address, string peer, string origin)
    {
        var caller = Caller.At(new IPEndPoint(IPAddress.Parse(address), 5));
        Assert.That((caller.Peer, caller.Origin), Is.EqualTo((peer, origin)));
    }

    [Test]
    public void A_user_of_the_socket_is_one_however_many_processes_that_are()
        => Assert.That(
            new[] { 7, 8 }.Select(process => new Caller($"{process}", null, new SocketUser(process, 1000, [])).Origin),
            Has.All.EqualTo("user 1000"));

    [Test]
    public void Inventing_users_does_not_multiply_a_machine()
    {
        var there = Caller.At(new IPEndPoint(IPAddress.Parse("10.0.0.7"), 5));
        var accounts = Enumerable.Range(0, 1000).Select(i => there.Account($"user{i}@laptop")).ToHashSet();
        Assert.That(accounts, Has.Count.EqualTo(8).And.All.StartsWith("10.0.0.7 "));
        Assert.That(there.Account("ann@laptop"), Is.EqualTo(there.Account("ann@laptop")));

        // On this machine whoever lies lies to himself.
        Assert.That(Caller.At(new IPEndPoint(IPAddress.Loopback, 5)).Account("ann@laptop"), Is.EqualTo("ann@laptop"));
    }

    [Test]
    public void What_a_peer_gives_back_it_may_take_again()
    {
        var shares = new PerPeerCounter(2);
        Assert.That(
            new[] { shares.TryEnter("a"), shares.TryEnter("a"), shares.TryEnter("a"), shares.TryEnter("b") },
            Is.EqualTo(new[] { true, true, false, true }));
        shares.Leave("a");
        Assert.That(new[] { shares.TryEnter("a"), shares.TryEnter("a") }, Is.EqualTo(new[] { true, false }));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;
using Grpc.Core;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>One machine does not take what is there for all: its connections and calls are counted.</summary>
internal sealed class PeerLimitsTests : TrustFixture
{
    private const int Most = 20;

    private static readonly IPAddress Neighbour = IPAddress.Parse("127.0.0.2");

    private readonly List<Socket> _crowd = [];

    [TearDown]
    public void Leave()
    {
        _crowd.ForEach(socket => socket.Dispose());
        _crowd.Clear();
    }

    [Test]
    public void A_machine_with_too_many_connections_is_told_so_and_the_others_work()
    {
        using var host = Host("127.0.0.1:0", ("DISTPLUSPLUS_PEER_CONNECTIONS", $"{Most}"));
        Crowd(host, Neighbour, 3 * Most);
        host.WaitForLog(Regex.Escape("refused: it has 20 connections, the limit for one peer; "
            + "`peer_connections` in [serve] sets the limit"));
        GoesThere(host, new FarmClient(Sandbox, host.Address));

        Crowd(host, IPAddress.Loopback, Most + 1);
        Assert.That(() => Regex.Count(host.Log, "it has 20 connections"), Is.EqualTo(2).After(60_000, 20));

        // The place of the compile before, which the host may have held until now.
        Crowd(host, IPAddress.Loopback, Most);
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: {Sentence}",
            "127.0.0.1:");
        Assert.That(
            new FarmClient(Sandbox, host.Address).Command(NativeBinary.Path, "hosts").Run().Output,
            Does.Contain("the host has reached its connection limit for this machine"));
        Assert.That(Regex.Count(host.Log, "it has 20 connections"), Is.EqualTo(2), host.Log);

        Leave();
        GoesThereAgain(host, new FarmClient(Sandbox, host.Address));
    }

    [Test]
    public void With_TLS_it_is_told_so_as_well()
    {
        using var host = HostWith(
            Authority.Issue("host.pem", "host"), ("DISTPLUSPLUS_PEER_CONNECTIONS", $"{Most}"));
        Crowd(host, IPAddress.Loopback, Most);
        var client = ClientWith(host, Authority.Issue("client.pem", "client"));
        StaysHere(
            host, client, $"tls:{host.Address}: {Sentence}", "refused: it has 20 connections, the limit for one peer");
        Leave();
        GoesThereAgain(host, client);
    }

    [Test]
    public async Task A_connection_with_too_many_calls_hears_it_of_each_more()
    {
        using var host = Host("127.0.0.1:0", ("DISTPLUSPLUS_PEER_CONNECTIONS", $"{Most}"));
        using var client = new RawClient(host);
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var open = Enumerable.Range(0, Most).Select(
            _ => client.Stubs.Watch(new WatchRequest(), cancellationToken: end.Token)).ToList();
        foreach (var call in open)
        {
            Assert.That(await call.ResponseStream.MoveNext(end.Token), Is.True);
        }

        var (_, status) = await client.SendAsync();
        Assert.That(
            (status.StatusCode, status.Detail),
            Is.EqualTo((StatusCode.ResourceExhausted, "it has 20 calls open, the limit for one peer")));
        host.WaitForLog(Regex.Escape("refused: it has 20 calls open, the limit for one peer; "
            + "`peer_connections` in [serve] sets the limit"));
        StaysHere(
            host,
            new FarmClient(Sandbox, host.Address),
            $"{host.Address}: the host has reached its limit for this client (it has 20 calls open, the limit for "
                + "one peer): "
                + "run fewer compiles here, or raise `peer_connections` in [serve] there",
            "it has 20 calls open");
        open.ForEach(call => call.Dispose());
        GoesThereAgain(host, new FarmClient(Sandbox, host.Address));
    }

    /// <summary>A crowd is no failure of the host: the next compile for which there is room goes there.</summary>
    private void GoesThereAgain(BuildHost host, FarmClient client)
    {
        Assert.That(
            () => client.Command(NativeBinary.Path, "hosts").Run().ExitCode, Is.Zero.After(60_000, 50), "no room");
        GoesThere(host, client);
    }

    private static string Sentence => "the host has reached its connection limit for this machine: "
        + "run fewer compiles here, or raise `peer_connections` in [serve] there";

    private void Crowd(BuildHost host, IPAddress from, int count)
    {
        var port = int.Parse(host.Address.Split(':')[1]);
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _crowd.Add(socket);
            socket.Bind(new IPEndPoint(from, 0));
            socket.Connect(IPAddress.Loopback, port);
        }
    }
}

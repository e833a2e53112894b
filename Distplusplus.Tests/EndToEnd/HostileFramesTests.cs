using System.Net;
using System.Net.Sockets;
using Distplusplus.Protocol;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>
/// Connections that speak HTTP/2 by hand, mostly wrongly, or begin TLS and never end it: the host answers or drops
/// them, and the next good job works.
/// </summary>
[NonParallelizable]
internal sealed class HostileFramesTests : TrustFixture
{
    private const int AtOnce = 16;
    private const long MostMemory = 700L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_call = Http2Words.HeaderBlock(
        ":method", "POST", ":scheme", "http", ":path", "/distplusplus.v1.BuildHost/Compile", ":authority", "h",
        "te", "trailers", "content-type", "application/grpc", "grpc-encoding", "zstd");

    private static readonly byte[] s_hello = Convert.FromHexString(
        "16030100c8010000c40303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20e0e1e2e3"
        + "e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000813021303130100ff010000730000000e000c"
        + "0000096c6f63616c686f7374000b000403000102000a00160014001d0017001e00190018010001010102010301040023"
        + "00000010000500030268320016000000170000000d001e001c040305030603080708080809080a080b08040805080604"
        + "0105010601002b0003020304002d00020101");

    [Test]
    public async Task Frames_of_every_kind_in_any_order()
    {
        using var host = Host("127.0.0.1:0");
        var (random, count) = Fuzzing.Of(2_000);
        var job = TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n").Offer;
        var frames = new RandomFrames(
            random,
            s_call,
            [
                Http2Words.Message(new CompileRequest { Offer = job }.ToByteArray()),
                Http2Words.Message(new CompileRequest { End = new ContentsEnd() }.ToByteArray()),
                Http2Words.Message(random.Mutate(new CompileRequest { Offer = job }.ToByteArray())),
                Http2Words.Message([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00, 0x01, 0x00], packed: true),
                [0, 0xff, 0xff, 0xff, 0xff],
            ]);
        var answered = await AllAsync(host, count, () => [.. Http2Words.Preface, .. frames.Next()]);
        TestContext.Out.WriteLine($"{answered} of {count} got an answer");
        Assert.That(answered, Is.GreaterThan(count / 8));
        StillSound(host, new FarmClient(Sandbox, host.Address));
    }

    [Test]
    public async Task Calls_that_are_opened_and_reset_without_end_fill_no_log()
    {
        using var host = Host("127.0.0.1:0");
        byte[] flood =
        [
            .. Http2Words.Preface,
            .. Http2Words.Frame(4, 0, 0, []),
            .. Enumerable.Range(0, 20_000).SelectMany(i => (byte[])
            [
                .. Http2Words.Frame(1, 4, (2 * i) + 1, s_call),
                .. Http2Words.Frame(3, 0, (2 * i) + 1, [0, 0, 0, 8]),
            ]),
        ];
        await AllAsync(host, AtOnce, () => flood);
        StillSound(host, new FarmClient(Sandbox, host.Address));
    }

    [Test]
    public async Task Beginnings_of_TLS_that_lead_nowhere()
    {
        using var host = HostWith(Authority.Issue("host.pem", "host"));
        var (random, count) = Fuzzing.Of(1_000);
        await AllAsync(host, count, () => random.Next(4) switch
        {
            0 => s_hello[..random.Next(1, s_hello.Length)],
            1 => [0x16, .. random.Mutate(s_hello)],
            _ => random.Mutate(s_hello),
        });
        host.WaitForLog("127.0.0.1:[0-9]+: refused: its TLS handshake is not valid");
        StillSound(host, ClientWith(host, Authority.Issue("client.pem", "client")));
    }

    /// <summary>Says each on a connection of its own, closes that side and hears the host out.</summary>
    /// <returns>How many heard anything.</returns>
    private static async Task<int> AllAsync(BuildHost host, int count, Func<byte[]> next)
    {
        var there = new IPEndPoint(IPAddress.Loopback, int.Parse(host.Address.Split(':')[1]));
        var answered = 0;
        foreach (var some in Enumerable.Range(0, count).Select(_ => next()).Chunk(AtOnce))
        {
            var heard = await Task.WhenAll(some.Select(words => SayAsync(there, words)));
            answered += heard.Count(bytes => bytes > 0);
        }

        return answered;
    }

    private static async Task<int> SayAsync(IPEndPoint there, byte[] words)
    {
        using var late = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var heard = 0;
        try
        {
            await socket.ConnectAsync(there, late.Token);
            await socket.SendAsync(words, late.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[16 << 10];
            int count;
            while ((count = await socket.ReceiveAsync(buffer, late.Token)) > 0)
            {
                heard += count;
            }
        }
        catch (SocketException)
        {
            // Dropped.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the host neither answers nor drops: {Convert.ToHexString(words)}");
        }

        return heard;
    }

    private void StillSound(BuildHost host, FarmClient client)
    {
        Assert.That(host.Log, Does.Not.Contain("   at ").And.Not.Contain("error:").And.Not.Contain("fatal:"));
        GoesThere(host, client);
        Assert.That(ProcessTable.PeakMemory(host.Id), Is.LessThan(MostMemory));
    }
}

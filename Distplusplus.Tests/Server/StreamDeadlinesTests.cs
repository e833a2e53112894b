using Distplusplus.Configuration.Choices;
using Distplusplus.Protocol;
using Distplusplus.Server;
using Distplusplus.Server.Trust;
using Google.Protobuf;
using Grpc.Core;

namespace Distplusplus.Tests.Server;

/// <summary>
/// Clients that begin and do not go on: their stream ends with a sentence, and what they held is free.
/// </summary>
[NonParallelizable]
internal sealed class StreamDeadlinesTests
{
    private static readonly JobLimits s_short = new()
    {
        Silence = TimeSpan.FromSeconds(1),
        Receiving = TimeSpan.FromSeconds(3),
    };

    private CancellationTokenSource _patience = new();

    [SetUp]
    public void Begin() => _patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

    [TearDown]
    public void End() => _patience.Dispose();

    [Test]
    public async Task Never_an_offer()
    {
        await using var host = await RunningHost.StartAsync(limits: s_short);
        using var call = host.Client.Compile(cancellationToken: _patience.Token);
        Assert.That(
            await RefusalAsync(call),
            Is.EqualTo((RefusalReason.LimitExceeded, "the client opened a stream and offered nothing for 1 s")));
        await StillSoundAsync(host);
    }

    [Test]
    public async Task Half_a_content_and_then_silence()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Slots = 1 }, s_short);
        using var call = host.Client.Compile(cancellationToken: _patience.Token);
        await OfferFileAsync(call);
        await SendPieceAsync(call);
        Assert.That(
            await RefusalAsync(call),
            Is.EqualTo((
                RefusalReason.LimitExceeded, "the client held a slot and sent nothing for 1 s")));
        await StillSoundAsync(host);
    }

    [Test]
    public async Task A_content_that_trickles_for_ever()
    {
        await using var host = await RunningHost.StartAsync(settings => settings with { Slots = 1 }, s_short);
        using var call = host.Client.Compile(cancellationToken: _patience.Token);
        await OfferFileAsync(call);
        var refused = RefusalAsync(call);
        while (!refused.IsCompleted)
        {
            await SendPieceAsync(call);
            await Task.WhenAny(refused, Task.Delay(200));
        }

        Assert.That(
            await refused,
            Is.EqualTo((
                RefusalReason.LimitExceeded,
                "the client held a slot for 3 s and has not sent all contents yet")));
        await StillSoundAsync(host);
    }

    [Test]
    public async Task An_answer_that_nobody_reads()
    {
        await using var host = await RunningHost.StartAsync(
            settings => settings with { Slots = 1, Status = new HostAddress(HostAddressKind.Network, "127.0.0.1", 0) },
            s_short);
        var page = host.Lines.Single(line => line.StartsWith("  status ")).Split(' ')[^1];
        using var browser = new HttpClient();
        var job = TestJob.Direct("a.c", "/p").Whole("/p/a.c", "const char many[64 << 20] = { 1 };\n");
        job.Offer.AcceptedEncodings.Clear();
        job.Offer.AcceptedEncodings.Add(Encoding.Identity);
        using (var call = host.Client.Compile(cancellationToken: _patience.Token))
        {
            await call.RequestStream.WriteAsync(new CompileRequest { Offer = job.Offer }, _patience.Token);
            await Wait.Until(
                () => browser.GetStringAsync(page, _patience.Token).GetAwaiter().GetResult()
                    .Contains("the client read nothing for 1 s"),
                "the host gave up");
            await Wait.Until(() => host.Litter().Count == 0, "its directory is gone");
            Assert.That(host.Client.Describe(new DescribeRequest()).Load.Running, Is.Zero);
            Assert.That(await LastAsync(call), Is.Not.EqualTo(CompileReply.MessageOneofCase.Finished));
        }

        await StillSoundAsync(host);
    }

    private async Task OfferFileAsync(AsyncDuplexStreamingCall<CompileRequest, CompileReply> call)
    {
        await call.RequestStream.WriteAsync(
            new CompileRequest { Offer = TestJob.Direct("a.c", "/p").File("/p/a.c", new string(' ', 1 << 16)).Offer },
            _patience.Token);
        while (await call.ResponseStream.MoveNext(_patience.Token) && call.ResponseStream.Current.Granted is null)
        {
        }
    }

    private async Task SendPieceAsync(AsyncDuplexStreamingCall<CompileRequest, CompileReply> call)
    {
        try
        {
            await call.RequestStream.WriteAsync(
                new CompileRequest
                {
                    Content = new ContentChunk { Data = ByteString.CopyFromUtf8("int "), Encoding = Encoding.Identity },
                },
                _patience.Token);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            // The answer tells why.
        }
    }

    private async Task<(RefusalReason Reason, string Sentence)> RefusalAsync(
        AsyncDuplexStreamingCall<CompileRequest, CompileReply> call)
    {
        await foreach (var reply in call.ResponseStream.ReadAllAsync(_patience.Token))
        {
            if (reply.Refused is { } refused)
            {
                return (refused.Reason, refused.Sentence);
            }
        }

        throw new AssertionException("the stream ended without a refusal");
    }

    private async Task<CompileReply.MessageOneofCase> LastAsync(
        AsyncDuplexStreamingCall<CompileRequest, CompileReply> call)
    {
        var last = CompileReply.MessageOneofCase.None;
        try
        {
            await foreach (var reply in call.ResponseStream.ReadAllAsync(_patience.Token))
            {
                last = reply.MessageCase;
            }
        }
        catch (RpcException)
        {
            // No good end either.
        }

        return last;
    }

    private async Task StillSoundAsync(RunningHost host)
    {
        var answer = await TestJob.Direct("a.c", "/p").Whole("/p/a.c", "int x;\n").RunAsync(host, _patience.Token);
        Assert.That(answer.Finished?.ExitCode, Is.Zero);
    }
}

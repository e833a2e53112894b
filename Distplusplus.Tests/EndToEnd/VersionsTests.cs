using Distplusplus.Protocol;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Server;
using Distplusplus.Tests.Support;
using Google.Protobuf;
using BuildHost = Distplusplus.Tests.Support.BuildHost;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>A later minor version on either side only adds what may be ignored.</summary>
[NonParallelizable]
internal sealed class VersionsTests
{
    // Field 99, length-delimited, "future".
    private static readonly byte[] Unknown = [0x9A, 0x06, 6, .. "future"u8];

    [Test]
    public async Task A_client_of_today_compiles_on_a_host_of_a_later_minor_version()
    {
        using var sandbox = new Sandbox();
        sandbox.Write("a.c", "int x;\n");
        await using var host = await FakeHost.StartAsync(new HostDescription(), OfTheFutureAsync);
        var result = new FarmClient(sandbox, $"{host.Address}").Compile("gcc", "-c", "a.c").Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled on {host.Address}"));
        Assert.That(File.ReadAllBytes($"{sandbox.Work}/a.o"), Is.EqualTo("an object of the future"u8.ToArray()));
    }

    [Test]
    public async Task A_client_of_a_later_minor_version_compiles_on_a_host_of_today()
    {
        await using var host = await RunningHost.StartAsync();
        var job = TestJob.Direct("/p/a.c", "/p").Whole("/p/a.c", "int x;\n").With(offer =>
        {
            offer.Version = new ProtocolVersion { Major = 1, Minor = 9 };
            offer.Features.Add("time-travel");
            offer.AcceptedEncodings.Insert(0, (Encoding)77);
            offer.Environment.Add(new EnvironmentVariable { Name = "FUTURE", Value = ByteString.CopyFromUtf8("1") });
        });
        job.Offer.MergeFrom([.. Unknown]);
        using var call = host.Client.Compile();
        await call.RequestStream.WriteAsync(new CompileRequest { Offer = job.Offer });
        await call.RequestStream.WriteAsync(CompileRequest.Parser.ParseFrom(Unknown));
        await call.RequestStream.WriteAsync(new CompileRequest { End = new ContentsEnd() });
        var answer = new TestAnswer();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            answer.Take(call.ResponseStream.Current);
        }

        Assert.That(answer.Refused, Is.Null);
        Assert.That(answer.Granted!.Version.Minor, Is.Zero);
        Assert.That(answer.Granted.Features, Is.Empty);
        Assert.That(answer.Finished!.ExitCode, Is.Zero);
    }

    /// <summary>Full of fields, messages, features and numbers that nobody knows today.</summary>
    private static async Task OfTheFutureAsync(FakeJob job)
    {
        await job.SayAsync(Future(new CompileReply()));
        await job.SayAsync(Future(new CompileReply { Queued = new Queued { Position = 1 } }));
        await job.StartAsync(granted =>
        {
            granted.Version.Minor = 9;
            granted.Features.Add("time-travel");
            granted.AcceptedEncodings.Add((Encoding)77);
            granted.MergeFrom(Unknown);
        });
        await job.SayAsync(Future(new CompileReply()));
        await job.SayAsync(Future(new CompileReply { Heartbeat = new Heartbeat { Phase = (Phase)42 } }));
        await job.OutputAsync("an object of the future"u8.ToArray());
        await job.FinishAsync();
    }

    private static CompileReply Future(CompileReply reply)
        => CompileReply.Parser.ParseFrom([.. reply.ToByteArray(), .. Unknown]);
}

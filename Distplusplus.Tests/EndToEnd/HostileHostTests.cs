using System.Buffers.Binary;
using System.Globalization;
using Distplusplus.Protocol;
using Distplusplus.Tests.Support;
using ZstdSharp;

namespace Distplusplus.Tests.EndToEnd;

/// <summary>Whatever a host answers, the client ends with the compiler's own result and has taken no more than it may.
/// </summary>
internal sealed class HostileHostTests : SandboxFixture
{
    /// <summary>Printed text, what is under way and a message.</summary>
    private const long MostTaken = (64 + 24) << 20;

    private static readonly byte[] Object = "an object"u8.ToArray();

    private static IEnumerable<TestCaseData> Damage()
    {
        yield return Case("exit code 256", "invalid exit code 256", async job =>
        {
            await AllAsync(job);
            await job.FinishAsync(exitCode: 256);
        });
        yield return Case("exit code 4294967295", "invalid exit code 4294967295", async job =>
        {
            await AllAsync(job);
            await job.FinishAsync(uint.MaxValue);
        });
        foreach (var signal in (uint[])[0, 65, uint.MaxValue])
        {
            yield return Case($"signal {signal}", $"invalid signal {signal}", job =>
                job.SayAsync(new CompileReply { Finished = new Finished { Signal = signal } }));
        }

        yield return Case("no end at all", "the job ended before its outputs were whole", job =>
            job.SayAsync(new CompileReply { Finished = new Finished() }));
        yield return Case("unknown output", "output 77 was not requested", job =>
            job.OutputAsync(Object, output: 77));
        yield return Case("goes on after the end", "data after the end of an output", async job =>
        {
            await AllAsync(job);
            await job.OutputAsync("more"u8.ToArray());
            await job.FinishAsync();
        });
        yield return Case("changes encoding", "an output changes its encoding", async job =>
        {
            await job.OutputAsync(Object, last: false);
            await job.OutputAsync(Packed(Object), encoding: Encoding.Zstd);
            await job.OutputAsync([], output: 1);
            await job.FinishAsync();
        });
        yield return Case("gzip", "an encoding that was not requested: Gzip", job =>
            job.OutputAsync(Object, encoding: Encoding.Gzip));
        yield return Case("encoding 77", "an encoding that was not requested: 77", job =>
            job.OutputAsync(Object, encoding: (Encoding)77));
        yield return Case("half an object", "the job ended before its outputs were whole", async job =>
        {
            await job.OutputAsync(Object, last: false);
            await job.FinishAsync();
        });
        yield return Case("no object", "the compiler succeeded without an object", async job =>
        {
            await job.OutputAsync([], output: 1);
            await job.FinishAsync();
        });
        yield return Case("no dependency file", "the compiler succeeded without its dependency file", async job =>
        {
            await job.OutputAsync(Object);
            await job.FinishAsync();
        });
        yield return Case("a second grant", "Granted after the grant", job =>
            job.SayAsync(new CompileReply { Granted = new Granted() }));
        yield return Case("a place in the queue", "Queued after the grant", job =>
            job.SayAsync(new CompileReply { Queued = new Queued() }));
        yield return Case("prints without end", "the compiler printed more than 64 MiB", async job =>
        {
            while (true)
            {
                await job.PrintAsync(new byte[64 << 10]);
            }
        });
        yield return Case("prints without end on standard output", "the compiler printed more than 64 MiB", async job =>
        {
            while (true)
            {
                await job.PrintAsync(new byte[64 << 10], error: false);
            }
        });
        yield return Case("a bomb", "its outputs hold more than 2048 MiB", async job =>
        {
            var bomb = Bomb(3L << 30);
            Assert.That(bomb, Has.Length.LessThan(100_000));
            await job.OutputAsync(bomb, encoding: Encoding.Zstd);
            await job.FinishAsync();
        });
        yield return Case("a huge window", "a compressed output is garbled", async job =>
        {
            await job.OutputAsync(Bomb(1 << 27, windowLog: 27), encoding: Encoding.Zstd);
            await job.FinishAsync();
        });
        yield return Case("a message of 17 MiB", "a message is too long, or packed though nobody asked for that", job =>
            job.OutputAsync(new byte[17 << 20]));
        yield return Case("messages without end", "too many messages", async job =>
        {
            while (true)
            {
                await job.SayAsync(new CompileReply());
            }
        });
    }

    [TestCaseSource(nameof(Damage))]
    public async Task An_answer_that_makes_no_sense(Func<FakeJob, Task> after, string damage)
    {
        await using var host = await FakeHost.StartAsync(new HostDescription(), async job =>
        {
            await job.StartAsync();
            await after(job);
            await job.ClientLeavesAsync();
        });
        CompiledHere(host, damage);
    }

    [TestCase(77u, TestName = "A content that was not offered")]
    [TestCase(0u, TestName = "A content twice")]
    public async Task A_grant_that_asks_for(uint also)
    {
        await using var host = await FakeHost.StartAsync(
            new HostDescription(), job => job.StartAsync(granted => granted.Lacking.Add([0, also])));
        CompiledHere(host, "it requests a content that was not offered, or one twice");
    }

    [Test]
    public async Task Numbers_without_bounds_are_numbers()
    {
        var most = new Resources
        {
            UserUs = ulong.MaxValue,
            SystemUs = ulong.MaxValue,
            WallUs = ulong.MaxValue,
            PeakMemoryBytes = ulong.MaxValue,
            QueuedUs = ulong.MaxValue,
            ReceivedBytes = ulong.MaxValue,
        };
        var load = new HostLoad
        {
            Slots = uint.MaxValue, Running = uint.MaxValue, Queued = uint.MaxValue, LoadAverage = double.NaN,
        };
        await using var host = await FakeHost.StartAsync(new HostDescription(), async job =>
        {
            await job.SayAsync(new CompileReply { Queued = new Queued { Position = uint.MaxValue, Load = load } });
            await job.StartAsync(granted => granted.Load = load);
            await job.SayAsync(new CompileReply
            {
                Heartbeat = new Heartbeat { Phase = Phase.Receiving, ReceivedBytes = ulong.MaxValue },
            });
            await AllAsync(job);
            await job.FinishAsync(used: most);
        });
        await using var other = await FakeHost.StartAsync(new HostDescription());
        new KnownHosts(Sandbox).Prefer($"{host.Address}", $"{other.Address}");
        var client = new FarmClient(Sandbox, $"{host.Address}", $"{other.Address}");
        for (var time = 0; time < 10; time++)
        {
            var result = client.Compile("gcc", "-c", "a.c").Run().Succeeded();
            Assert.That(result.Error, Does.Contain($"compiled on {host.Address}").And.Not.Contain("mistake"));
        }

        client.Command(NativeBinary.Path, "hosts", "--summary").Run().Succeeded();
        client.Command(NativeBinary.Path, "hosts", "--summary", "--json").Run().Succeeded();
    }

    /// <summary>PROTOCOL.md allows chunks of 1 MiB; the flow of bytes must not wait for the end of a message.</summary>
    [TestCase(1_000_000)]
    [TestCase(1_048_570)]
    [TestCase(1 << 20)]
    [TestCase(15 << 20)]
    public async Task A_long_message_comes_through(int length)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content);
        await using var host = await FakeHost.StartAsync(new HostDescription(), async job =>
        {
            await job.StartAsync();
            await job.PrintAsync(content);
            await job.OutputAsync(content, last: false);
            await job.OutputAsync(content);
            await job.OutputAsync("a.o: a.c\n"u8.ToArray(), output: 1);
            await job.FinishAsync();
        });
        var result = new FarmClient(Sandbox, $"{host.Address}").Compile("gcc", "-MMD", "-c", "a.c").Run().Succeeded();
        Assert.That(result.Error, Does.Contain($"compiled on {host.Address}"));
        Assert.That(
            File.ReadAllBytes($"{Sandbox.Work}/a.o").AsSpan().SequenceEqual([.. content, .. content]), Is.True);
    }

    private static TestCaseData Case(string name, string damage, Func<FakeJob, Task> after)
        => new TestCaseData(after, damage).SetArgDisplayNames(name);

    private static async Task AllAsync(FakeJob job)
    {
        await job.OutputAsync(Object);
        if (job.Offer.Outputs.Count > 1)
        {
            await job.OutputAsync("a.o: a.c\n"u8.ToArray(), output: 1);
        }
    }

    private static byte[] Packed(byte[] content)
    {
        using var compressor = new Compressor(1);
        return compressor.Wrap(content).ToArray();
    }

    /// <summary>One frame of zeros, a few bytes for each 128 KiB (RFC 8878, section 3.1.1).</summary>
    private static byte[] Bomb(long size, int windowLog = 20)
    {
        const int Block = 128 << 10;
        var frame = new List<byte> { 0x28, 0xB5, 0x2F, 0xFD, 0xC0, (byte)((windowLog - 10) << 3) };
        var declared = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(declared, size);
        frame.AddRange(declared);
        for (var left = size; left > 0; left -= Block)
        {
            var head = (Block << 3) | (1 << 1) | (left <= Block ? 1 : 0);
            frame.AddRange([(byte)head, (byte)(head >> 8), (byte)(head >> 16), 0]);
        }

        return [.. frame];
    }

    /// <summary>As the plain compiler, in every file and word; why is told, and the host was not listened to for long.
    /// </summary>
    private void CompiledHere(FakeHost host, string damage)
    {
        var comparison = new Comparison(Sandbox, new FarmClient(Sandbox, $"{host.Address}"));
        var report = comparison.Same("gcc", "-MMD", "-c", "a.c");
        Assert.That(report.Ours.Single(), Is.EqualTo(string.Create(
            CultureInfo.InvariantCulture,
            $"distplusplus: a.c: compiled locally: no-host: all hosts failed or refused: {host.Address}: its reply "
                + $"is not valid ({damage})")));
        Assert.That(host.Jobs.Single().Sent, Is.LessThan(MostTaken));
    }
}

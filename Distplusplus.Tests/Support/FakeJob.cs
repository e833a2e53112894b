using Distplusplus.Protocol;
using Google.Protobuf;
using Grpc.Core;

namespace Distplusplus.Tests.Support;

/// <summary>One call of Compile as a <see cref="FakeHost"/> sees it: what was offered, and the way to answer.</summary>
internal sealed class FakeJob(
    Offer offer,
    IAsyncStreamReader<CompileRequest> requests,
    IServerStreamWriter<CompileReply> replies,
    CancellationToken left)
{
    private long _sent;

    public Offer Offer { get; } = offer;

    public bool HasClientLeft => left.IsCancellationRequested;

    /// <summary>Bytes of messages that flow control let out.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public async Task SayAsync(CompileReply reply)
    {
        left.ThrowIfCancellationRequested();
        await replies.WriteAsync(reply, left);
        Interlocked.Add(ref _sent, reply.CalculateSize());
    }

    /// <summary>Grants, takes every content that was not in the offer, and starts.</summary>
    public async Task StartAsync(Action<Granted>? change = null)
    {
        var granted = new Granted { Version = new ProtocolVersion { Major = 1 }, Load = new HostLoad { Slots = 1 } };
        granted.Lacking.AddRange(Enumerable.Range(0, Offer.Inputs.Count)
            .Where(i => !Offer.Inputs[i].Sha256.IsEmpty)
            .Select(i => (uint)i));
        change?.Invoke(granted);
        await SayAsync(new CompileReply { Granted = granted });
        while (await requests.MoveNext(left) && requests.Current.End is null)
        {
        }

        await SayAsync(new CompileReply { Started = new Started() });
    }

    public Task PrintAsync(byte[] text, bool error = true)
        => SayAsync(new CompileReply
        {
            Printed = new Printed { StandardError = error, Data = UnsafeByteOperations.UnsafeWrap(text) },
        });

    public Task OutputAsync(
        byte[] data, bool last = true, uint output = 0, Encoding encoding = Encoding.Identity)
        => SayAsync(new CompileReply
        {
            Output = new OutputChunk
            {
                Output = output, Data = UnsafeByteOperations.UnsafeWrap(data), Encoding = encoding, Last = last,
            },
        });

    public Task FinishAsync(uint exitCode = 0, Resources? used = null)
        => SayAsync(new CompileReply
        {
            Finished = new Finished { ExitCode = exitCode, Used = used ?? new Resources() },
        });

    /// <summary>Says nothing more.</summary>
    public async Task ClientLeavesAsync()
    {
        try
        {
            while (await requests.MoveNext(left))
            {
            }
        }
        catch (IOException) when (HasClientLeft)
        {
        }
    }
}

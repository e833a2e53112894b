using Distplusplus.Protocol;
using Grpc.Core;
using Grpc.Net.Client;
using GrpcHost = Distplusplus.Protocol.BuildHost;

namespace Distplusplus.Tests.Support;

/// <summary>A client made from the generated stubs, or from bare bytes: none of our own client's checks.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private static readonly Method<byte[], byte[]> s_compile = new(
        MethodType.DuplexStreaming, "distplusplus.v1.BuildHost", "Compile", s_bytes, s_bytes);

    private readonly GrpcChannel _channel;

    public RawClient(BuildHost host)
    {
        _channel = GrpcChannel.ForAddress($"http://{host.Address}", new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null,
            DisposeHttpClient = true,
        });
        Stubs = new GrpcHost.BuildHostClient(_channel);
    }

    public GrpcHost.BuildHostClient Stubs { get; }

    /// <summary>Sends messages of any bytes on one stream and closes it.</summary>
    /// <returns>The last reply, or how the call failed.</returns>
    public async Task<(CompileReply? Last, Status Status)> SendAsync(params byte[][] messages)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            s_compile, null, new CallOptions(cancellationToken: limit.Token));
        CompileReply? last = null;
        try
        {
            foreach (var message in messages)
            {
                await call.RequestStream.WriteAsync(message);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            // It has answered already; the answer is what counts.
        }

        try
        {
            await foreach (var reply in call.ResponseStream.ReadAllAsync(limit.Token))
            {
                last = CompileReply.Parser.ParseFrom(reply);
            }

            return (last, call.GetStatus());
        }
        catch (RpcException failed)
        {
            return (last, failed.Status);
        }
    }

    public void Dispose() => _channel.Dispose();
}

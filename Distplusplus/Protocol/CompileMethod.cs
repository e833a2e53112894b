using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Distplusplus.Protocol;

/// <summary>
/// The call Compile without the generated client between: its interceptors cost a client that lives for one call more
/// than the call.
/// </summary>
internal static class CompileMethod
{
    private static readonly Method<CompileRequest, CompileReply> _compile = new(
        MethodType.DuplexStreaming,
        "distplusplus.v1.BuildHost",
        "Compile",
        MarshallerOf(CompileRequest.Parser),
        MarshallerOf(CompileReply.Parser));

    /// <summary>Connects at once. Messages are compressed unless the writer says otherwise.</summary>
    public static AsyncDuplexStreamingCall<CompileRequest, CompileReply> Call(
        GrpcChannel channel, CancellationToken stop)
        => Invoke(
            channel.CreateCallInvoker(),
            _compile,
            null,
            new CallOptions(HostChannel.Compressed(), cancellationToken: stop));

    /// <summary>
    /// CallInvoker.AsyncDuplexStreamingCall of the one class there is. Called as what it is, a generic virtual method,
    /// its dictionary would be put together anew in every process: a tenth of all a client costs.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(CallInvoker.AsyncDuplexStreamingCall))]
    private static extern AsyncDuplexStreamingCall<TRequest, TResponse> Invoke<TRequest, TResponse>(
        [UnsafeAccessorType("Grpc.Net.Client.Internal.HttpClientCallInvoker, Grpc.Net.Client")] object invoker,
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options)
        where TRequest : class
        where TResponse : class;

    private static Marshaller<T> MarshallerOf<T>(MessageParser<T> parser)
        where T : IMessage<T>, IBufferMessage
        => new(
            static (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}

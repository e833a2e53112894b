using Distplusplus.Platform;
using Distplusplus.Protocol.Health;
using Distplusplus.Server.Hosting;
using Grpc.Core;

namespace Distplusplus.Server;

/// <summary>The standard health service: serving until the host drains. Made by the container for each call.</summary>
internal sealed class HealthService(HostParts host) : Health.HealthBase
{
    private static readonly string[] Services = ["", "distplusplus.v1.BuildHost"];

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        => Services.Contains(request.Service)
            ? Task.FromResult(Status())
            : throw new RpcException(new Status(
                StatusCode.NotFound, $"no service \"{NativeText.ForPeople(request.Service)}\" here"));

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        if (!Services.Contains(request.Service))
        {
            await responses.WriteAsync(
                new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.ServiceUnknown });
        }
        else
        {
            await responses.WriteAsync(Status());
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.Draining);
        await Task.Delay(Timeout.InfiniteTimeSpan, host.Time, stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!context.CancellationToken.IsCancellationRequested && Services.Contains(request.Service))
        {
            await responses.WriteAsync(Status());
        }
    }

    private HealthCheckResponse Status() => new()
    {
        Status = host.Draining.IsCancellationRequested
            ? HealthCheckResponse.Types.ServingStatus.NotServing
            : HealthCheckResponse.Types.ServingStatus.Serving,
    };
}

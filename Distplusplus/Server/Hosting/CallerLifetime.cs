using Microsoft.Extensions.Hosting;

namespace Distplusplus.Server.Hosting;

/// <summary>The host ends when its caller says so; signals are the door's business.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

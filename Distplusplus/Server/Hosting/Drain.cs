using Distplusplus.Server.Reporting;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// The way down: nobody is let in any more, whoever is in may finish within a limit. Made by ServerHost, once.
/// </summary>
internal sealed class Drain : IDisposable
{
    /// <summary>For what is left when the jobs are killed.</summary>
    public static readonly TimeSpan Close = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _over = new();

    public CancellationToken Begun => _begun.Token;

    /// <summary>Cancelled when the time to finish is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <param name="stopNow">Ends the time to finish.</param>
    public async Task RunAsync(HostParts host, CancellationToken stopNow)
    {
        host.Logger.Draining(host.Jobs.Count, host.Settings.DrainTimeout.TotalSeconds);
        host.Slots.Drain();
        await _begun.CancelAsync();
        var empty = host.Jobs.EmptyAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        await Task.WhenAny(empty, Task.Delay(host.Settings.DrainTimeout, host.Time, done.Token));
        await done.CancelAsync();
        if (!empty.IsCompleted)
        {
            host.Logger.DrainTimeout(host.Jobs.Count);
            await _over.CancelAsync();
            await Task.WhenAny(empty, Task.Delay(Close, host.Time));
        }
    }

    public void Dispose()
    {
        _begun.Dispose();
        _over.Dispose();
    }
}

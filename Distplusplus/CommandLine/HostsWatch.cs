using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;

namespace Distplusplus.CommandLine;

/// <summary><c>hosts --watch</c>: shows the hosts live until q is pressed. The terminal is always restored.</summary>
internal sealed class HostsWatch(ImmutableArray<HostAddress> hosts, ClientSettings settings, TimeProvider time)
{
    private const int SignalContinue = 18;
    private const byte EndOfText = 3;
    private const byte EndOfInput = 4;
    private const byte Backslash = 28;
    private const byte Substitute = 26;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    /// <param name="type">Of the terminal, as TERM says.</param>
    /// <returns>False: there is no terminal to draw on.</returns>
    public async Task<bool> RunAsync(string? type, CancellationToken outer)
    {
        Terminal? terminal = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        using var signals = new StopSignals(stop.Token);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context =>
        {
            context.Cancel = true;
            _ = stop.CancelAsync();
        });
        using var again = PosixSignalRegistration.Create((PosixSignal)SignalContinue, context =>
        {
            context.Cancel = true;
            terminal?.Resume();
        });

        // After the first of these: .NET looks at the terminal then, and at its end makes it what it was.
        using var opened = Terminal.Open(type);
        terminal = opened;
        if (terminal is null)
        {
            return false;
        }

        HostWatch[] watches = [.. hosts.Select(host => new HostWatch(host, settings, time))];
        Task[] followed = [.. watches.Select(watch => watch.RunAsync(signals.Token))];
        var keys = terminal.HasKeys
            ? Task.Factory.StartNew(
                () => ReadKeys(terminal, stop),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)
            : Task.CompletedTask;
        try
        {
            await DrawAsync(terminal, watches, signals.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await keys.ConfigureAwait(false);
            await Task.WhenAll(followed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return true;
    }

    private async Task DrawAsync(Terminal terminal, HostWatch[] watches, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(s_tick, time);
        while (!stop.IsCancellationRequested)
        {
            var (columns, rows) = Terminal.Size;
            terminal.Draw(WatchScreen.Lines(
                [.. watches.Select(watch => watch.Latest)],
                host => time.GetElapsedTime(host.HeardAt),
                time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                columns,
                rows));
            try
            {
                await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static void ReadKeys(Terminal terminal, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            switch (terminal.ReadKey(s_tick, out var gone))
            {
                case (byte)'q' or (byte)'Q' or EndOfText or EndOfInput or Backslash:
                    stop.Cancel();
                    break;
                case Substitute:
                    terminal.Suspend();
                    break;
                case null when gone:
                    stop.Cancel();
                    break;
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Distplusplus.Tests.Support;

/// <summary>A bad network between a client and a host: a TCP proxy on a port of the system's choice.</summary>
internal sealed class FaultProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly IPEndPoint _target;
    private long _fromHost;
    private long _fromClient;

    /// <param name="target">The host's address, "127.0.0.1:port".</param>
    /// <param name="amount">Bytes, bytes a second or milliseconds, as <paramref name="kind"/> says.</param>
    public FaultProxy(string target, FaultKind kind, long amount = 0)
    {
        _target = IPEndPoint.Parse(target);
        Kind = kind;
        Amount = amount;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = _listener.LocalEndPoint!.ToString()!;
        switch (kind)
        {
            case FaultKind.Refuse:
                // Bound and not listening: the port is ours, whoever connects is refused.
                break;
            case FaultKind.Blackhole:
                _listener.Listen(0);
                FillQueue();
                break;
            default:
                _listener.Listen(128);
                _ = AcceptAsync();
                break;
        }
    }

    public string Address { get; }

    /// <summary>May change while connections stand; counts and limits are of all connections together.</summary>
    public FaultKind Kind { get; set; }

    public long Amount { get; set; }

    /// <summary>Bytes that came from the host so far.</summary>
    public long BytesFromHost => Interlocked.Read(ref _fromHost);

    /// <summary>Bytes that came from clients so far.</summary>
    public long BytesFromClient => Interlocked.Read(ref _fromClient);

    public int Connections { get; private set; }

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
        lock (_sockets)
        {
            _sockets.ForEach(s => s.Dispose());
        }
    }

    private void FillQueue()
    {
        for (var i = 0; i < 4; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            filler.Blocking = false;
            Keep(filler);
            try
            {
                filler.Connect(_listener.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // In progress, for ever.
            }
        }
    }

    private void Keep(Socket socket)
    {
        lock (_sockets)
        {
            _sockets.Add(socket);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_ending.Token);
                client.NoDelay = true;
                Keep(client);
                Connections++;
                if (Kind == FaultKind.Garbage)
                {
                    await client.SendAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"u8.ToArray(), _ending.Token);
                }
                else if (Kind != FaultKind.Mute)
                {
                    _ = ServeAsync(client);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var host = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Keep(host);
        try
        {
            await host.ConnectAsync(_target, _ending.Token);
            await Task.WhenAll(PumpAsync(client, host, fromHost: false), PumpAsync(host, client, fromHost: true));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            Abort(client, host);
        }
    }

    // A long way, not a narrow one: what is under way does not hold up what follows.
    private async Task DelayAsync(Socket from, Socket to)
    {
        var underWay = Channel.CreateUnbounded<(long Due, byte[] Data)>();
        var arrival = Task.Run(async () =>
        {
            await foreach (var (due, data) in underWay.Reader.ReadAllAsync(_ending.Token))
            {
                await Task.Delay((int)Math.Max(0, due - Environment.TickCount64), _ending.Token);
                await to.SendAsync(data, _ending.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        });
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count)
        {
            underWay.Writer.TryWrite((Environment.TickCount64 + Amount, buffer[..count]));
        }

        underWay.Writer.Complete();
        await arrival;
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromHost)
    {
        if (Kind == FaultKind.Delay)
        {
            await DelayAsync(from, to);
            return;
        }

        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count)
        {
            var before = Interlocked.Add(ref fromHost ? ref _fromHost : ref _fromClient, count) - count;
            var upward = Kind is FaultKind.StallUp or FaultKind.CorruptUp;
            var passed = fromHost != upward && before + count > Amount;
            switch (Kind)
            {
                case FaultKind.StallUp when passed:
                    await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, Amount - before)), _ending.Token);
                    await Task.Delay(Timeout.InfiniteTimeSpan, _ending.Token);
                    break;
                case FaultKind.CorruptUp when passed && before <= Amount:
                    buffer[Amount - before] ^= 0x10;
                    break;
                case FaultKind.Throttle:
                    await Task.Delay(TimeSpan.FromSeconds((double)count / Amount), _ending.Token);
                    break;
                case FaultKind.Stall when passed:
                    await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, Amount - before)), _ending.Token);
                    await Task.Delay(Timeout.InfiniteTimeSpan, _ending.Token);
                    break;
                case FaultKind.Reset when passed:
                    await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, Amount - before)), _ending.Token);
                    Abort(from, to);
                    return;
                case FaultKind.Corrupt when passed && before <= Amount:
                    buffer[Amount - before] ^= 0xff;
                    break;
            }

            await to.SendAsync(buffer.AsMemory(0, count), _ending.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    // Closing with linger 0 sends RST.
    private static void Abort(params Socket[] sockets)
    {
        foreach (var socket in sockets)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }

            socket.Dispose();
        }
    }
}

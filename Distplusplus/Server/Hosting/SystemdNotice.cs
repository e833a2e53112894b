using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Distplusplus.Platform;

namespace Distplusplus.Server.Hosting;

/// <summary>
/// Tells systemd how the host is, by the datagrams of sd_notify(3). Made once by ServerHost; silent where no service
/// manager listens.
/// </summary>
internal sealed class SystemdNotice
{
    /// <summary>Milliseconds: a manager that does not read must not stop a host that works.</summary>
    private const int LongestSend = 1000;

    /// <summary>The host is taken for dead when it says nothing for so long; null: nobody waits.</summary>
    private readonly TimeSpan? _watchdog;

    private readonly string? _socket;

    /// <param name="environment">NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.</param>
    public SystemdNotice(Func<string, string?> environment)
    {
        _socket = environment("NOTIFY_SOCKET") is { Length: > 1 } socket && socket[0] is '/' or '@' ? socket : null;
        if (_socket is not null
            && long.TryParse(environment("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds)
            && microseconds > 0
            && (environment("WATCHDOG_PID") is not { Length: > 0 } process
                || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)))
        {
            _watchdog = TimeSpan.FromMicroseconds(microseconds);
        }
    }

    /// <param name="status">One line for <c>systemctl status</c>.</param>
    public void Ready(string status) => Send($"READY=1\nSTATUS={NativeText.ForPeople(status)}");

    /// <summary>
    /// Says often enough that the host is alive, which it is when <paramref name="work"/> comes to an end.
    /// </summary>
    /// <returns>Null: nobody waits to hear it.</returns>
    public ITimer? Watch(Action work, TimeProvider time)
        => _watchdog is not { } patience ? null : time.CreateTimer(
            _ =>
            {
                work();
                Send("WATCHDOG=1");
            },
            null, patience / 3, patience / 3);

    /// <inheritdoc cref="Ready"/>
    public void Stopping(string status) => Send($"STOPPING=1\nSTATUS={NativeText.ForPeople(status)}");

    private void Send(string state)
    {
        if (_socket is null)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTimeout = LongestSend;
            socket.Connect(new UnixDomainSocketEndPoint(_socket[0] == '@' ? "\0" + _socket[1..] : _socket));
            socket.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // The service manager is gone; the host has better things to do than to mind.
        }
    }
}

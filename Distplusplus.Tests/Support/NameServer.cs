using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Distplusplus.Tests.Support;

/// <summary>
/// A name service on an address of 127.0.0.0/8 that knows what a test tells it. Commands see it through a mount
/// namespace of their own, in which /etc/resolv.conf names it.
/// </summary>
internal sealed class NameServer : IDisposable
{
    private const int TypeAddress = 1;
    private const int TypeService = 33;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Dictionary<(string Name, int Type), List<byte[]>> _records = [];
    private int _questions;

    public NameServer()
    {
        var random = new byte[3];
        Random.Shared.NextBytes(random);
        Address = new IPAddress([127, (byte)(random[0] | 1), random[1], (byte)(random[2] | 1)]);
        try
        {
            _socket.Bind(new IPEndPoint(Address, 53));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            Assert.Ignore("port 53 needs privileges that are not there");
        }

        _ = Task.Factory.StartNew(Serve, TaskCreationOptions.LongRunning);
    }

    public IPAddress Address { get; }

    public int Questions => Volatile.Read(ref _questions);

    public void Add(string name, IPAddress address) => Add(name, TypeAddress, address.GetAddressBytes());

    public void Add(string name, int priority, int port, string target) => Add(
        name, TypeService, [0, (byte)priority, 0, 1, (byte)(port >> 8), (byte)port, .. Labels(target)]);

    public void Forget() => _records.Clear();

    /// <summary>The same command, with this for its name service.</summary>
    public Command Behind(Command command, Sandbox sandbox)
    {
        File.WriteAllText(sandbox.Path("resolv.conf"), $"nameserver {Address}\noptions timeout:1 attempts:1\n");
        return new Command(
            "unshare",
            [
                "-m", "/bin/sh", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"", sandbox.Path("resolv.conf"),
                command.Program, .. command.Arguments,
            ])
        {
            Directory = command.Directory,
            Environment = command.Environment,
        };
    }

    public void Dispose() => _socket.Dispose();

    private void Add(string name, int type, byte[] data)
    {
        lock (_records)
        {
            if (!_records.TryGetValue((name, type), out var list))
            {
                _records[(name, type)] = list = [];
            }

            list.Add(data);
        }
    }

    private void Serve()
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                var count = _socket.ReceiveFrom(buffer, ref from);
                Interlocked.Increment(ref _questions);
                _socket.SendTo(Answer(buffer.AsSpan(0, count)), from);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> question)
    {
        var labels = new List<string>();
        var at = 12;
        while (question[at] > 0)
        {
            labels.Add(System.Text.Encoding.ASCII.GetString(question.Slice(at + 1, question[at])));
            at += 1 + question[at];
        }

        int type = BinaryPrimitives.ReadUInt16BigEndian(question[(at + 1)..]);
        var end = at + 5;
        var name = string.Join('.', labels);
        List<byte[]> found;
        bool known;
        lock (_records)
        {
            found = [.. _records.GetValueOrDefault((name, type), [])];
            known = _records.Keys.Any(key => key.Name == name);
        }

        var answer = new List<byte>();
        answer.AddRange(
            [question[0], question[1], 0x81, (byte)(known ? 0x80 : 0x83), 0, 1, 0, (byte)found.Count, 0, 0, 0, 0]);
        answer.AddRange(question[12..end]);
        foreach (var data in found)
        {
            answer.AddRange([0xc0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length]);
            answer.AddRange(data);
        }

        return [.. answer];
    }

    private static byte[] Labels(string name)
        =>
        [
            .. name.Split('.').SelectMany(
                label => System.Text.Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)),
            0,
        ];
}

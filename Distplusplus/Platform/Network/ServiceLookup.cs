using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Distplusplus.Platform.Files;

namespace Distplusplus.Platform.Network;

/// <summary>
/// Asks the name service for SRV records (RFC 2782), which .NET does not: one question over UDP to the servers of
/// /etc/resolv.conf in turn. Used by the client's host discovery, rarely.
/// </summary>
internal sealed class ServiceLookup(IReadOnlyList<IPEndPoint> nameServers, TimeSpan patience)
{
    private const int NameServerPort = 53;
    private const int HeaderBytes = 12;
    private const ushort TypeService = 33;
    private const ushort TypeOptions = 41;
    private const ushort ClassInternet = 1;
    private const ushort AnswerBytes = 4096;
    private const int LongestChain = 64;

    public static ServiceLookup OfThisMachine(TimeSpan patience) => new(
        [.. TextLines.Of("/etc/resolv.conf")
            .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..] && IPAddress.TryParse(words[1], out _))
            .Select(words => new IPEndPoint(IPAddress.Parse(words[1]), NameServerPort))],
        patience);

    /// <summary>Where a service is offered, the records of the lowest priority.</summary>
    /// <param name="name">"_distplusplus._tcp.example.org".</param>
    /// <returns>Null: no name server gave an answer. Empty: there is no such service.</returns>
    public IReadOnlyList<(string Target, int Port)>? Find(string name)
    {
        foreach (var server in nameServers)
        {
            try
            {
                if (Ask(server, name) is { } found)
                {
                    return found;
                }
            }
            catch (SocketException)
            {
                // The next one may answer.
            }
        }

        return null;
    }

    private List<(string Target, int Port)>? Ask(IPEndPoint server, string name)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)patience.TotalMilliseconds,
        };
        socket.Connect(server);
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue);
        socket.Send(Question(id, name));
        var answer = new byte[AnswerBytes];
        var count = socket.Receive(answer);
        try
        {
            return Read(answer.AsSpan(0, count), id);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static byte[] Question(ushort id, string name)
    {
        var question = new List<byte>
        {
            (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, // recursion desired; one question, one option
        };
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            question.Add((byte)label.Length);
            question.AddRange(System.Text.Encoding.ASCII.GetBytes(label));
        }

        question.AddRange([0, 0, (byte)TypeService, 0, (byte)ClassInternet]);
        question.AddRange([0, 0, (byte)TypeOptions, AnswerBytes >> 8, AnswerBytes & 0xff, 0, 0, 0, 0, 0, 0]);
        return [.. question];
    }

    /// <returns>Null: this is no answer to the question.</returns>
    internal static List<(string Target, int Port)>? Read(ReadOnlySpan<byte> message, ushort id)
    {
        const int NoError = 0;
        const int NoSuchName = 3;
        if (message.Length < HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(message) != id
            || (message[2] & 0x80) == 0 || (message[3] & 0xf) is not (NoError or NoSuchName))
        {
            return null;
        }

        var at = HeaderBytes;
        for (var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]); questions > 0; questions--)
        {
            _ = Name(message, ref at);
            at += 4;
        }

        var records = new List<(int Priority, string Target, int Port)>();
        for (var answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]); answers > 0; answers--)
        {
            _ = Name(message, ref at);
            var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            if (type == TypeService)
            {
                var target = at + 6;
                records.Add((
                    BinaryPrimitives.ReadUInt16BigEndian(message[at..]),
                    Name(message, ref target),
                    BinaryPrimitives.ReadUInt16BigEndian(message[(at + 4)..])));
            }

            at += length;
        }

        // A target of "." says that the service is decidedly not there.
        var lowest = records.Select(record => record.Priority).DefaultIfEmpty().Min();
        return [.. records.Where(record => record.Priority == lowest && record.Target.Length > 0)
            .Select(record => (record.Target, record.Port))];
    }

    private static string Name(ReadOnlySpan<byte> message, ref int at)
    {
        var labels = new List<string>();
        var position = at;
        var jumped = false;
        for (var steps = 0; steps < LongestChain; steps++)
        {
            int length = message[position..][0..1][0];
            if (length >= 0xc0)
            {
                var target = BinaryPrimitives.ReadUInt16BigEndian(message[position..]) & 0x3fff;
                at = jumped ? at : position + 2;
                (position, jumped) = (target, true);
                continue;
            }

            if (length == 0)
            {
                at = jumped ? at : position + 1;
                return string.Join('.', labels);
            }

            labels.Add(System.Text.Encoding.ASCII.GetString(message.Slice(position + 1, length)));
            position += 1 + length;
        }

        throw new ArgumentOutOfRangeException(nameof(message), "a name that leads in circles");
    }
}

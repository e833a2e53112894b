using static Distplusplus.Tests.Support.Http2Words;

namespace Distplusplus.Tests.Support;

/// <summary>
/// What one side of an HTTP/2 connection could say: frames of every kind, mostly whole, in any order.
/// </summary>
/// <param name="opening">The header block a call or an answer begins with.</param>
/// <param name="messages">What good data would be.</param>
internal sealed class RandomFrames(Random random, byte[] opening, IReadOnlyList<byte[]> messages)
{
    private static readonly byte[] s_trailers = HeaderBlock("grpc-status", "0", "grpc-message", "fine%20%ff");

    private static readonly byte[][] s_settings =
    [
        [], [0, 4, 0, 0, 0, 0], [0, 4, 0x7f, 0xff, 0xff, 0xff], [0, 4, 0xff, 0xff, 0xff, 0xff], [0, 5, 0, 0, 0, 1],
        [0, 5, 0xff, 0xff, 0xff, 0xff], [0, 3, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 2, 0, 0, 0, 9], [0, 6], [9],
    ];

    private static readonly byte[][] s_blocks =
    [
        [], [0x80], [0xff, 0xff, 0xff, 0xff, 0x7f], [0x20], [0x3f, 0xe1, 0x1f], [0x40, 1, 97, 1, 98], [0xbe], [0xbf],
        [0, 0x8c, 0xf1, 0xe3], [0x10, 0xff], [0x82, 0x86, 0x84], [0, 1, 58, 0],
    ];

    private int _stream = 1;

    /// <summary>A conversation's worth of it, changed here and there.</summary>
    public byte[] Next()
    {
        _stream = 1;
        var said = new List<byte>();
        said.AddRange(Frame(4, 0, 0, random.Next(4) == 0 ? random.Of(s_settings) : []));
        if (random.Next(8) != 0)
        {
            said.AddRange(Frame(1, 4, 1, opening));
        }

        for (var frames = random.Next(12); frames > 0; frames--)
        {
            said.AddRange(OneFrame());
        }

        byte[] all = [.. said];
        return random.Next(3) == 0 ? random.Mutate(all) : all;
    }

    private byte[] OneFrame()
    {
        var flags = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)0;
        var stream = random.Next(6) switch { 0 => 0, 1 => _stream += 2, 2 => random.Next(), _ => 1 };
        return random.Next(14) switch
        {
            0 => Frame(4, (byte)random.Next(2), random.Next(8) == 0 ? stream : 0, random.Of(s_settings)),
            1 => Frame(6, flags, 0, new byte[random.Next(6) == 0 ? random.Next(20) : 8]),
            2 => Frame(8, 0, stream, [(byte)random.Next(256), 0, (byte)random.Next(256), (byte)random.Next(2)]),
            3 => Frame(3, 0, stream, [0, 0, 0, (byte)random.Next(16)]),
            4 => Frame(7, 0, 0, [0, 0, 0, (byte)random.Next(3), 0, 0, 0, (byte)random.Next(16)]),
            5 => Frame(2, flags, stream, new byte[random.Next(8)]),
            6 => Frame((byte)random.Next(10, 256), flags, stream, new byte[random.Next(64)]),
            7 => Frame(9, (byte)(random.Next(2) * 4), 1, random.Of(s_blocks)),
            8 => Frame(1, (byte)(flags | (random.Next(2) * 4)), stream, [.. opening, .. random.Of(s_blocks)]),
            9 => Frame(1, (byte)(4 | random.Next(2)), 1, s_trailers),
            10 => Frame(1, (byte)(4 | flags), stream, random.Mutate(opening)),
            _ => Frame(0, flags, random.Next(8) == 0 ? stream : 1, Data()),
        };
    }

    private byte[] Data()
    {
        var message = random.Of(messages);
        return random.Next(4) switch
        {
            0 => random.Mutate(message),
            1 => message[..random.Next(message.Length + 1)],
            _ => message,
        };
    }
}

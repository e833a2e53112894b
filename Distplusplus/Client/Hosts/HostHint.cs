using System.Buffers.Binary;
using Distplusplus.Platform;

namespace Distplusplus.Client.Hosts;

/// <summary>
/// The state of one host as the processes of this user last saw it. A record of <see cref="HostStateCache"/>.
/// </summary>
internal sealed record HostHint
{
    /// <summary>Bytes of a record in the file.</summary>
    public const int RecordBytes = 512;

    private const int NoTreeAtRootAt = 20;
    private const int PaceAt = 48;
    private const int CompilesAt = 56;
    private const int TextAt = 64;
    private const int ChecksumAt = RecordBytes - 8;

    /// <summary>Of the host's address.</summary>
    public required ulong Key { get; init; }

    /// <summary>Milliseconds since 1970; 0: never.</summary>
    public long FailedAtMs { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The time of the host's last load report, milliseconds since 1970; 0 if never.</summary>
    public long LoadAtMs { get; init; }

    public int Slots { get; init; }

    public int Running { get; init; }

    public int Queued { get; init; }

    /// <summary>When it said that it cannot give a job a tree at "/", seconds since 1970; 0: never.</summary>
    public uint NoTreeAtRoot { get; init; }

    /// <summary>It did not fail, it only was slow: asked after the others rather than not at all.</summary>
    public bool OnlySlow { get; init; }

    /// <summary>
    /// The time of the host's compiler per byte of output, relative to other hosts: logarithm to base 2 of microseconds
    /// per byte, averaged.
    /// </summary>
    public double Pace { get; init; }

    /// <summary>Compiles that <see cref="Pace"/> was learned from.</summary>
    public int Compiles { get; init; }

    /// <summary>The text of the last failure, cut to the size of a record.</summary>
    public string LastFailure { get; init; } = string.Empty;

    /// <summary>FNV-1a: spreads addresses over the file.</summary>
    public static ulong KeyOf(string address) => Fnv(System.Text.Encoding.UTF8.GetBytes(address)) | 1;

    /// <summary>Null: the record is empty or was torn by a write at the same time.</summary>
    public static HostHint? Read(ReadOnlySpan<byte> record)
    {
        var key = BinaryPrimitives.ReadUInt64LittleEndian(record);
        if (key == 0 || BinaryPrimitives.ReadUInt64LittleEndian(record[ChecksumAt..]) != Fnv(record[..ChecksumAt]))
        {
            return null;
        }

        var text = record[TextAt..ChecksumAt];
        var length = text.IndexOf((byte)0);
        return new HostHint
        {
            Key = key,
            FailedAtMs = BinaryPrimitives.ReadInt64LittleEndian(record[8..]),
            Failures = BinaryPrimitives.ReadInt32LittleEndian(record[16..]),
            NoTreeAtRoot = BinaryPrimitives.ReadUInt32LittleEndian(record[NoTreeAtRootAt..]),
            LoadAtMs = BinaryPrimitives.ReadInt64LittleEndian(record[24..]),
            Slots = BinaryPrimitives.ReadInt32LittleEndian(record[32..]),
            Running = BinaryPrimitives.ReadInt32LittleEndian(record[36..]),
            Queued = BinaryPrimitives.ReadInt32LittleEndian(record[40..]),
            OnlySlow = record[44] != 0,
            Pace = BinaryPrimitives.ReadDoubleLittleEndian(record[PaceAt..]),
            Compiles = BinaryPrimitives.ReadInt32LittleEndian(record[CompilesAt..]),
            LastFailure = NativeText.ForPeople(NativeText.Decode(length < 0 ? text : text[..length])),
        };
    }

    public byte[] ToRecord()
    {
        var record = new byte[RecordBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, Key);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), FailedAtMs);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(16), Failures);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(NoTreeAtRootAt), NoTreeAtRoot);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), LoadAtMs);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(32), Slots);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(36), Running);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(40), Queued);
        record[44] = OnlySlow ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteDoubleLittleEndian(record.AsSpan(PaceAt), Pace);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(CompilesAt), Compiles);
        Put(LastFailure, record.AsSpan(TextAt, ChecksumAt - TextAt - 1));
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(ChecksumAt), Fnv(record.AsSpan(0, ChecksumAt)));
        return record;
    }

    private static void Put(string text, Span<byte> room)
    {
        System.Text.Encoding.UTF8.GetEncoder().Convert(text, room, flush: false, out _, out _, out var isWhole);
        if (!isWhole)
        {
            var mark = "…"u8;
            room.Clear();
            System.Text.Encoding.UTF8.GetEncoder().Convert(
                text, room[..^mark.Length], flush: false, out _, out var used, out _);
            mark.CopyTo(room[used..]);
        }
    }

    private static ulong Fnv(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 0x100000001b3;
        }

        return hash;
    }
}

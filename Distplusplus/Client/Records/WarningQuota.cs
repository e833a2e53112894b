using System.Buffers.Binary;
using Distplusplus.Client.Hosts;
using Distplusplus.Platform.Files;

namespace Distplusplus.Client.Records;

/// <summary>
/// Limits repeated warnings in a build: of equal warnings, the compiles of one user print one per interval, with the
/// number of suppressed ones. Made by ClientLog when there is something to warn of; siblings share a small file.
/// </summary>
/// <param name="directory">The runtime directory; null: nobody can be counted, so each speaks.</param>
internal sealed class WarningQuota(string? directory, TimeProvider clock)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Kinds of trouble at a time; two that share a place are both said more often.</summary>
    private const int Places = 64;

    private const int RecordBytes = 24;
    private const int KeptBackAt = 16;

    /// <param name="trouble">Equal for what need not be said again.</param>
    /// <returns>How many kept quiet since it was last said, about; null: so is this one to do.</returns>
    public int? Count(string trouble)
    {
        if (directory is null || SharedFile.Open($"{directory}/warnings", create: true) is not { } open)
        {
            return 0;
        }

        using var file = open;
        if (!file.TryLock())
        {
            // A sibling counts at this moment: it says it, or knows that it was said.
            return null;
        }

        var key = HostHint.KeyOf(trouble);
        var place = (long)(key % Places) * RecordBytes;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Span<byte> record = stackalloc byte[RecordBytes];
        if (file.Read(record, place) != RecordBytes || BinaryPrimitives.ReadUInt64LittleEndian(record) != key)
        {
            record.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(record, key);
        }

        var saidAt = BinaryPrimitives.ReadInt64LittleEndian(record[sizeof(ulong)..]);
        var keptBack = BinaryPrimitives.ReadInt64LittleEndian(record[KeptBackAt..]);

        // A clock that was set back silences nobody.
        var speaks = now - saidAt < 0 || now - saidAt >= Pause.TotalMilliseconds;
        BinaryPrimitives.WriteInt64LittleEndian(record[sizeof(ulong)..], speaks ? now : saidAt);
        BinaryPrimitives.WriteInt64LittleEndian(record[KeptBackAt..], speaks ? 0 : keptBack + 1);
        return file.Write(record, place) && !speaks ? null : (int)Math.Min(keptBack, int.MaxValue);
    }
}

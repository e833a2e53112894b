using System.Globalization;
using Distplusplus.Platform;

namespace Distplusplus.Client.Records;

/// <summary>
/// What one compile leaves behind for <c>hosts --summary</c>: one line of a file. Written by CompilerFace, read by
/// Diagnostics.
/// </summary>
/// <param name="Kind">Where it ran.</param>
/// <param name="At">When it was written: a host's compile at its end, a local one at its start.</param>
/// <param name="Where">The host, or the name of the reason.</param>
internal sealed record CompileRecord(CompileRecordKind Kind, DateTimeOffset At, string Where)
{
    private const int LongestNote = 300;
    private const char GoesOn = '…';
    private const int Fields = 9;

    /// <summary>From the first look to the outputs in their places; zero: not known.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Processor time of the compiler at the host.</summary>
    public TimeSpan Processor { get; init; }

    /// <summary>Hosts that were tried before.</summary>
    public int Failures { get; init; }

    /// <summary>The <see cref="Platform.Processes.BuildSession"/>: equal for all compiles of one build.</summary>
    public int BuildSession { get; init; }

    /// <summary>Every host that was asked had no slot for it.</summary>
    public bool LacksRoom { get; init; }

    /// <summary>The file and, for a local one, the sentence; cut to what a record holds.</summary>
    public string Note { get; init; } = "";

    /// <summary>One line with its end, no longer than a single write keeps whole.</summary>
    public string ToLine()
    {
        var note = NativeText.ForPeople(Note);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(char)Kind}\t{At.ToUnixTimeMilliseconds()}\t{(long)Took.TotalMilliseconds}\t"
            + $"{(long)Processor.TotalMicroseconds}\t{Failures}\t{BuildSession}\t{(LacksRoom ? 1 : 0)}\t{Where}\t"
            + $"{(note.Length > LongestNote ? $"{note.AsSpan(0, LongestNote - 1).TrimEnd()}{GoesOn}" : note)}\n");
    }

    /// <returns>Null: no line of ours, or one of another version.</returns>
    public static CompileRecord? Read(string line)
    {
        var parts = line.Split('\t', Fields);
        return parts.Length == Fields
            && parts[0] is [var kind] && (CompileRecordKind)kind is var known && Enum.IsDefined(known)
            && Number(parts[1]) is { } at && Number(parts[2]) is { } took
            && Number(parts[3]) is { } processor && Number(parts[4]) is { } failures && Number(parts[5]) is { } asker
            && Number(parts[6]) is { } lacksRoom
                ? new CompileRecord(known, DateTimeOffset.FromUnixTimeMilliseconds(at), parts[7])
                {
                    Took = TimeSpan.FromMilliseconds(took),
                    Processor = TimeSpan.FromMicroseconds(processor),
                    Failures = (int)failures,
                    BuildSession = (int)asker,
                    LacksRoom = lacksRoom > 0,
                    Note = parts[8],
                }
                : null;
    }

    // A century in milliseconds is far below what a date can hold.
    private static long? Number(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < 10_000_000_000_000
                ? number
                : null;
}

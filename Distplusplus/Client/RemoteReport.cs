using System.Globalization;
using Distplusplus.Client.Attempts;
using Distplusplus.Client.Records;
using Distplusplus.Platform;
using Distplusplus.Platform.Processes;
using Distplusplus.Protocol;

namespace Distplusplus.Client;

/// <summary>The log line and the record of a compile that a host has done: how it went, milliseconds, bytes.</summary>
/// <param name="took">From the start of the process to the result.</param>
internal sealed class RemoteReport(CompileOutcome.Remotely outcome, TimeSpan took)
{
    /// <summary>A warning that must be shown although another host did the compile; null if there is none.</summary>
    public string? Alarm
        => outcome.Failures.OfType<RemoteAttempt.Failed>().FirstOrDefault(failed => failed.Failure.IsAlarming)
            is { } alarm
                ? $"{Shown}: compiled on {outcome.Done.Host}, because {alarm.Sentence}"
                : null;

    public string Line()
    {
        var after = outcome.Failures.Count == 0
            ? string.Empty
            : $" after {string.Join("; ", outcome.Failures.Select(f => f.Sentence))}";
        var (plan, result) = (outcome.Plan, outcome.Done.Result);
        return $"{Shown}: compiled on {outcome.Done.Host} in {Milliseconds(took)} "
            + $"(direct, {plan.Inputs.Entries.Length} files, scanned in {Milliseconds(plan.Scan)}, "
            + $"{ByteText.Of(result.SentBytes)} up, {ByteText.Of(result.ReceivedBytes)} down, "
            + $"compiler {Milliseconds(PeerTime.FromMicroseconds(result.Used.WallUs))}){after}";
    }

    /// <summary>The record for the summary.</summary>
    public CompileRecord Record(DateTimeOffset now) => new(CompileRecordKind.Host, now, $"{outcome.Done.Host}")
    {
        Took = took,
        Processor = PeerTime.FromMicroseconds(outcome.Done.Result.Used.UserUs, outcome.Done.Result.Used.SystemUs),
        Failures = outcome.Failures.Count,
        BuildSession = BuildSession.Number(),
        Note = outcome.Plan.Command.Source,
    };

    private string Shown => NativeText.ForPeople(outcome.Plan.Command.Source);

    private static string Milliseconds(TimeSpan time)
        => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}

using Distplusplus.Client.Attempts;
using Distplusplus.Client.Local;
using Distplusplus.Client.Records;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Processes;

namespace Distplusplus.Client;

/// <summary>
/// Step 7: puts the outputs in place, or executes the local compiler; logs and records the result. Made once per
/// compile.
/// </summary>
/// <param name="configuration">Not read where nothing is logged.</param>
internal sealed class CompileFinish(
    CompilerSearch search,
    LocalCompiler compiler,
    IReadOnlyList<string> arguments,
    Lazy<ClientConfiguration> configuration,
    TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();

    /// <param name="subject">The file the log names; null: nothing is logged.</param>
    /// <returns>The exit code; does not return when the local compiler takes over.</returns>
    public int Run(CompileOutcome outcome, string? subject)
    {
        if (outcome is CompileOutcome.Locally locally)
        {
            return Locally(locally, subject);
        }

        var remotely = (CompileOutcome.Remotely)outcome;
        var result = remotely.Done.Result;
        try
        {
            OutputFiles.Put(remotely.Plan.Command, result, () => Print(result));
        }
        catch (NativeFileException e)
        {
            return Locally(new CompileOutcome.Locally(FallbackReason.OutputPlace(e.Message)), subject);
        }

        var report = new RemoteReport(remotely, clock.GetElapsedTime(_started));
        var log = new ClientLog(configuration.Value.Settings.LogLevel);
        if (log.Shows(LogThreshold.Info))
        {
            log.Write(LogThreshold.Info, report.Line());
        }
        else if (report.Alarm is { } alarm)
        {
            log.Write(LogThreshold.Warning, alarm);
        }

        if (configuration.Value.Complaint is { } complaint)
        {
            log.Warn(complaint, complaint);
        }

        Record(report.Record(clock.GetUtcNow()));
        return result.ExitCode;
    }

    /// <inheritdoc cref="Run"/>
    public int Locally(CompileOutcome.Locally local, string? subject)
    {
        var why = local.Why;
        if (subject is not null)
        {
            var report = new CompileReport(subject, clock);
            var settings = configuration.Value.Settings;
            var log = new ClientLog(settings.LogLevel);
            if (why.NeedsFallback && !settings.Fallback)
            {
                log.Write(LogThreshold.Error, report.StrictLine(why));
                Record(report.LocalRecord(why, compiles: false));
                return ExitCodes.FarmTrouble;
            }

            Record(report.LocalRecord(why, compiles: true));
            if (why.Warns)
            {
                log.Warn(report.LocalLine(why), OutageOf(why, settings));
            }
            else
            {
                log.Write(LogThreshold.Info, report.LocalLine(why));
            }
        }

        // The slot's lock goes on to the compiler this process becomes.
        using var slot = local.Slot is { } held ? held
            : subject is null || !why.TakesSlot || configuration.Value.Settings.Servers.IsEmpty
            ? null
            : LocalSlots.ForCompiles(configuration.Value.Settings).Take(keepAcrossExec: true);
        search.RememberVisit(compiler);
        return compiler.Become(arguments);
    }

    // Where a stream takes nothing the local compiler runs instead: compilers differ in how they fail then.
    private static void Print(JobResult result)
    {
        StandardStreams.Write(StandardStreams.Error, result.Error);
        StandardStreams.Write(StandardStreams.Output, result.Output);
    }

    private static string? OutageOf(FallbackReason why, ClientSettings settings)
        => why.Outage is { } outage ? $"{outage} {string.Join(' ', settings.Servers)}" : null;

    private void Record(CompileRecord record)
    {
        if (configuration.Value.Settings.Records)
        {
            CompileRecords.Append(RuntimeDirectory.Open(NativeEnvironment.Get), record);
        }
    }
}

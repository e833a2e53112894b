using System.Collections.Immutable;
using System.CommandLine;
using Distplusplus.Client.Hosts;
using Distplusplus.Client.Records;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Configuration.Values;
using Distplusplus.Diagnostics;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Diagnostics.Summary;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;

namespace Distplusplus.CommandLine;

/// <summary><c>distplusplus hosts</c>: the state of all hosts, live, or the summary of a build.</summary>
internal sealed class HostsCommand(
    TextWriter output,
    TextWriter error,
    Func<string, string?> environment,
    Func<IReadOnlyList<string>> variables,
    TextReader? keyboard)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    /// <summary>Of the terminal; in a file or a pipe there is room for all.</summary>
    private readonly int _columns = Terminal.IsOutput ? Terminal.Size.Columns : int.MaxValue;

    private readonly Option<bool> _jobs = new("--jobs")
    {
        Description = "Print only the total number of slots, for make -j",
    };

    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "Show the jobs in all slots live, until q is pressed",
    };

    private readonly Option<bool> _summary = new("--summary")
    {
        Description = "Summarize the last build: compiles by host, local compiles by reason, time saved",
    };

    private readonly Option<string?> _since = new("--since")
    {
        Description = "With --summary: summarize this last period instead, for example 2h",
        HelpName = "DURATION",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    private readonly Option<string?> _config = ConfigOption.Create();

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("hosts", "Show the hosts, summarize a build, pair with a host")
        {
            _watch, _summary, _since, _jobs, _json, _config,
        };
        command.Subcommands.Add(new PairCommand(output, error, keyboard, environment).Describe());
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        if (Mistake(result, out var since) is { } mistake)
        {
            error.WriteLine($"distplusplus: {mistake}");
            return ExitCodes.Usage;
        }

        var configuration = SettingsReader.ForClient(environment, result.GetValue(_config));
        foreach (var problem in configuration.Problems.Concat(VariableNames.Unknown(variables())))
        {
            error.WriteLine($"distplusplus: {problem.Message}");
        }

        if (configuration.Problems.Any(problem => problem.Origin is ValueOrigin.Flag))
        {
            return ExitCodes.BadConfiguration;
        }

        var runtime = RuntimeDirectory.Open(environment);
        if (result.GetValue(_summary))
        {
            Summarize(configuration.Settings, CompileRecords.Read(runtime), since, result.GetValue(_json));
            return 0;
        }

        if (configuration.Settings.Servers.IsEmpty)
        {
            error.WriteLine($"distplusplus: {SettingsFindings.NoServers}");
        }

        var hosts = HostDiscovery.OfThisMachine(runtime, configuration.Settings).Expand(configuration.Settings.Servers);
        return result.GetValue(_watch)
            ? await WatchAsync(hosts, configuration.Settings, stop).ConfigureAwait(false)
            : await ShowAsync(hosts, runtime, configuration, result, stop).ConfigureAwait(false);
    }

    /// <returns>Null: the options go together.</returns>
    private string? Mistake(ParseResult result, out TimeSpan? since)
    {
        since = null;
        string[] faces =
        [
            .. new Option<bool>[] { _watch, _summary, _jobs }.Where(result.GetValue).Select(option => option.Name),
        ];
        var help = "see `distplusplus hosts --help`";
        if (faces is [var one, var other, ..])
        {
            return $"`{one}` and `{other}` cannot be combined: {help}";
        }

        if (result.GetValue(_json) && faces is ["--watch" or "--jobs"])
        {
            return $"`{faces[0]}` has no JSON form: omit `--json`, or {help}";
        }

        if (result.GetValue(_since) is not { } written)
        {
            return null;
        }

        if (!result.GetValue(_summary))
        {
            return $"`--since` needs `--summary`: {help}";
        }

        if (!DurationText.TryParse(written, out var span))
        {
            return $"--since: \"{NativeText.ForPeople(written)}\" is not valid: write {DurationText.Form}";
        }

        since = span;
        return null;
    }

    private void Summarize(
        ClientSettings settings, IEnumerable<CompileRecord> records, TimeSpan? since, bool json)
    {
        var now = TimeProvider.System.GetUtcNow();
        var build = since is { } while_
            ? [.. records.Where(record => now - record.At <= while_)]
            : BuildSummary.SincePause(records, s_pause);
        var summary = BuildSummary.Of(build);
        if (json)
        {
            output.WriteLine(ReportJson.Summary(summary, Environment.ProcessorCount));
        }
        else if (summary is null)
        {
            output.WriteLine(settings.Records
                ? "there are no records of compiles of this user"
                : "there are no records of compiles: `records` is off");
        }
        else
        {
            Write(SummaryText.Lines(summary, Environment.ProcessorCount, TimeZoneInfo.Local)
                .Select(line => NarrowText.Cut(line, _columns)));
        }
    }

    private async Task<int> WatchAsync(
        ImmutableArray<HostAddress> hosts, ClientSettings settings, CancellationToken stop)
    {
        if (hosts.IsEmpty)
        {
            return 1;
        }

        if (await new HostsWatch(hosts, settings, TimeProvider.System)
            .RunAsync(environment("TERM"), stop).ConfigureAwait(false))
        {
            return 0;
        }

        error.WriteLine("distplusplus: `--watch` needs a terminal, but "
            + (Terminal.IsOutput ? "TERM names a terminal without the needed functions" : "standard output is not one")
            + ": omit it, or use `distplusplus hosts --json`");
        return ExitCodes.Usage;
    }

    private async Task<int> ShowAsync(
        ImmutableArray<HostAddress> hosts,
        string? runtime,
        ClientConfiguration configuration,
        ParseResult result,
        CancellationToken stop)
    {
        var known = new HostStateCache(runtime, TimeProvider.System);
        var reports = await new HostProbe(configuration.Settings, TimeProvider.System)
            .AskAllAsync(hosts, stop).ConfigureAwait(false);
        foreach (var well in reports.OfType<HostReport.Answered>())
        {
            well.Forgive(known);
        }

        if (result.GetValue(_jobs))
        {
            foreach (var failed in reports.OfType<HostReport.Failed>())
            {
                error.WriteLine($"distplusplus: {failed.Failure.Sentence}");
            }

            output.WriteLine(JobCount(reports));
        }
        else
        {
            if (result.GetValue(_json))
            {
                output.WriteLine(ReportJson.Hosts(reports, known));
            }
            else
            {
                Write(HostTable.Lines(reports, known, _columns));
            }
        }

        return reports.Any(report => report is HostReport.Failed)
            || configuration.Problems.Any(problem => problem.IsMisunderstood)
                ? 1
                : 0;
    }

    private void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(NativeText.ForPeople(line));
        }
    }

    /// <summary>The slots of all hosts that answered; if none did, the local CPUs: make needs a number.</summary>
    private static long JobCount(IEnumerable<HostReport> reports)
        => reports.OfType<HostReport.Answered>().Where(answered => answered.Description.Load?.Draining is not true)
            .Sum(answered => (long)answered.Description.Slots) is > 0 and var slots
            ? slots
            : Environment.ProcessorCount;
}

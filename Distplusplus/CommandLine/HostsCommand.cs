using System.CommandLine;
using Distplusplus.Client;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics;
using Distplusplus.Platform;

namespace Distplusplus.CommandLine;

/// <summary><c>distplusplus hosts</c>: the farm at one look.</summary>
internal sealed class HostsCommand(
    TextWriter output,
    TextWriter error,
    Func<string, string?> environment,
    Func<IReadOnlyList<string>> variables)
{
    private readonly Option<bool> _jobs = new("--jobs")
    {
        Description = "Print only the sum of the slots, for make -j",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    private readonly Option<string?> _config = ConfigOption.Create();

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("hosts", "Show the hosts: slots, queue, load, compilers")
        {
            _jobs, _json, _config,
        };
        command.Subcommands.Add(new PairCommand(output, error, environment).Describe());
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var configuration = SettingsReader.ForClient(environment, result.GetValue(_config));
        foreach (var problem in configuration.Problems.Concat(VariableNames.Unknown(variables())))
        {
            error.WriteLine($"distplusplus: {problem.Message}");
        }

        if (configuration.Problems.Any(problem => problem.Origin is ValueOrigin.Flag))
        {
            return ExitCodes.BadConfiguration;
        }

        if (configuration.Settings.Servers.IsEmpty)
        {
            error.WriteLine($"distplusplus: {SettingsFindings.NoServers}");
        }

        var runtime = RuntimeDirectory.Open(environment);
        var hosts = HostDiscovery.OfThisMachine(runtime, configuration.Settings).Expand(configuration.Settings.Servers);
        var known = new HostMemory(runtime, TimeProvider.System);
        var reports = await new HostProbe(configuration.Settings, TimeProvider.System)
            .AskAllAsync(hosts, stop).ConfigureAwait(false);
        if (result.GetValue(_jobs))
        {
            foreach (var failed in reports.OfType<HostReport.Failed>())
            {
                error.WriteLine($"distplusplus: {failed.Failure.Sentence}");
            }

            output.WriteLine(JobCount(reports));
        }
        else if (result.GetValue(_json))
        {
            output.WriteLine(ReportJson.Hosts(reports, known));
        }
        else
        {
            foreach (var line in HostTable.Lines(reports, known))
            {
                output.WriteLine(line);
            }
        }

        return reports.Any(report => report is HostReport.Failed)
            || configuration.Problems.Any(problem => problem.IsMisunderstood)
                ? 1
                : 0;
    }

    /// <summary>
    /// The slots of all that answered; where none did, what this machine can do alone: make wants a number.
    /// </summary>
    private static long JobCount(IEnumerable<HostReport> reports)
        => reports.OfType<HostReport.Answered>().Sum(answered => (long)answered.Description.Slots) is > 0 and var slots
            ? slots
            : Environment.ProcessorCount;
}

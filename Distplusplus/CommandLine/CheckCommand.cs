using System.CommandLine;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics;

namespace Distplusplus.CommandLine;

/// <summary><c>distplusplus check</c>: finds what is wrong before a build does.</summary>
internal sealed class CheckCommand(TextWriter output, TextWriter error, Func<string, string?> environment)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    private readonly Option<string?> _config = ConfigOption.Create();

    private readonly Argument<string[]> _compile = new("COMPILE")
    {
        Description = "A compiler and its arguments, after --: say whether this compile may leave the machine",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("check", "Find what is wrong with configuration, links and hosts")
        {
            _compile, _json, _config,
        };
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var configuration = SettingsReader.ForClient(environment, result.GetValue(_config));
        var reports = await new HostProbe(configuration.Settings, TimeProvider.System)
            .AskAllAsync(configuration.Settings.Servers, stop).ConfigureAwait(false);
        Finding[] findings =
        [
            .. SettingsFindings.Of(configuration),
            .. MachineFindings.Of(environment),
            .. reports.SelectMany(HostFindings.Of),
        ];
        if (result.GetValue(_json))
        {
            output.WriteLine(ReportJson.Check(new CheckJson(
                findings, [.. configuration.Origins.Select(SettingJson.Of)], [.. reports.Select(HostJson.Of)])));
        }
        else
        {
            foreach (var line in CheckText.Lines(findings, configuration.Origins))
            {
                output.WriteLine(line);
            }
        }

        error.Flush();
        return findings.Any(finding => finding.Severity == Severity.Problem) ? 1 : 0;
    }
}

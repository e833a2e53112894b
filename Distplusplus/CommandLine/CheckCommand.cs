using System.CommandLine;
using Distplusplus.Client;
using Distplusplus.Compiler;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics;
using Distplusplus.Platform;
using Distplusplus.Protocol;

namespace Distplusplus.CommandLine;

/// <summary><c>distplusplus check</c>: finds what is wrong before a build does.</summary>
internal sealed class CheckCommand(TextWriter output, Func<string, string?> environment)
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
        if (result.GetValue(_compile) is [_, ..] compile)
        {
            Explain(compile, configuration.Settings);
            return 0;
        }

        var path = environment("PATH") ?? "";
        var ourselves = FileIdentity.Of("/proc/self/exe") ?? default;
        var runtime = RuntimeDirectory.Open(environment);
        var hosts = HostDiscovery.OfThisMachine(runtime, configuration.Settings).Expand(configuration.Settings.Servers);
        var reports = await new HostProbe(configuration.Settings, TimeProvider.System)
            .AskAllAsync(hosts, stop).ConfigureAwait(false);
        var compilers = LocalCompilers.Find(path, ourselves).ToArray();
        Finding[] findings =
        [
            .. SettingsFindings.Of(configuration),
            .. LinkFindings.Of(PathSurvey.Of(path, ourselves)),
            .. CcacheFindings.Of(PathSurvey.Find("ccache", path, ourselves), environment("CCACHE_PREFIX")),
            .. CompilerFindings.Unknown(compilers),
            .. reports.SelectMany(report => HostFindings.Of(report, compilers)),
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

        return findings.Any(finding => finding.Severity == Severity.Problem) ? 1 : 0;
    }

    private void Explain(string[] compile, ClientSettings settings)
    {
        var context = new ClassifierContext
        {
            ReadFile = ReadOrNull,
            Environment = environment,
            DistributeProbes = () => settings.DistributeProbes,
        };
        var path = environment("PATH") ?? "";
        foreach (var line in CompileExplanation.Lines(compile, context, name => FamilyOf(name, path)))
        {
            output.WriteLine(line);
        }
    }

    private static CompilerFamily? FamilyOf(string name, string path)
        => PathSurvey.Find(name, path, FileIdentity.Of("/proc/self/exe") ?? default) is { } file
            ? LocalCompilers.Inspect(file)?.Family
            : null;

    private static byte[]? ReadOrNull(string path)
    {
        try
        {
            return NativeFile.ReadAll(path);
        }
        catch (NativeFileException)
        {
            return null;
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Distplusplus.Client.Hosts;
using Distplusplus.Configuration;
using Distplusplus.Diagnostics;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Diagnostics.Explain;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;

namespace Distplusplus.CommandLine;

/// <summary><c>distplusplus check</c>: finds what is wrong before a build does.</summary>
internal sealed class CheckCommand(
    TextWriter output,
    TextWriter error,
    Func<string, string?> environment,
    Func<IReadOnlyList<string>> variables)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    private readonly Option<string?> _config = ConfigOption.Create();

    private readonly Argument<string[]> _compile = new("COMPILE")
    {
        Description = "A compiler and its arguments, after --: explain where this compile would run, and why",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("check", "Find problems in configuration, compiler links and hosts")
        {
            _compile, _json, _config,
        };
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var compile = result.GetValue(_compile) ?? [];
        var asked = result.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        if (UsageError.OfCheck(compile, asked) is { } mistake)
        {
            error.WriteLine($"distplusplus: {mistake}");
            return ExitCodes.Usage;
        }

        var configuration = SettingsReader.ForClient(environment, result.GetValue(_config));
        var ourselves = FileIdentity.Of("/proc/self/exe") ?? default;
        return asked
            ? Explain(new CompileExplanation(configuration, environment, ourselves).Of(compile), result)
            : await CheckAsync(configuration, ourselves, result, stop).ConfigureAwait(false);
    }

    private int Explain(Explanation explanation, ParseResult result)
    {
        Write(
            result.GetValue(_json) ? ReportJson.Explain(explanation) : null, () => ExplanationText.Lines(explanation));
        return explanation.ExitCode;
    }

    private async Task<int> CheckAsync(
        ClientConfiguration configuration, FileIdentity ourselves, ParseResult result, CancellationToken stop)
    {
        var path = environment("PATH") ?? "";
        var names = PathSurvey.Of(path, ourselves);
        var runtime = RuntimeDirectory.Open(environment);
        var hosts = HostDiscovery.OfThisMachine(runtime, configuration.Settings).Expand(configuration.Settings.Servers);
        var compilers = InstalledCompilers.Find(path, ourselves).ToArray();
        var probe = new HostProbe(configuration.Settings, TimeProvider.System)
        {
            Targets = [.. compilers.Select(compiler => compiler.Fingerprint)
                .Where(found => found?.Family == CompilerFamily.Clang).Select(found => found!.Target).Distinct()],
        };
        var reports = await probe.AskAllAsync(hosts, stop).ConfigureAwait(false);
        var trials = await TryAsync(reports, compilers, result.GetValue(_config), stop).ConfigureAwait(false);
        var certificates = new CertificateFindings(configuration.Settings.Tls, TimeProvider.System.GetUtcNow());
        Finding[] findings =
        [
            .. SettingsFindings.Of(configuration, VariableNames.Unknown(variables())),
            .. LinkFindings.Of(names),
            .. new CcacheFindings(environment("CCACHE_PREFIX"), environment("CCACHE_COMPILERCHECK"))
                .Of(PathSurvey.Find("ccache", path, ourselves), names),
            .. CompilerFindings.Unknown(compilers),
            .. LimitFindings.Of(
                TextLines.Of("/proc/self/limits"), runtime, CacheDirectory.Path(environment), environment),
            .. certificates.Ours(),
            .. reports.SelectMany((report, i) => HostFindings.Of(report, compilers)
                .Concat(certificates.OfHost(report))
                .Concat(TrialFindings.Of(report.Host, trials[i]))),
        ];
        Forgive(reports.Where((_, i) => Array.TrueForAll(trials[i], trial => trial is TrialResult.Same)), runtime);
        Write(
            result.GetValue(_json)
                ? ReportJson.Check(new CheckJson(
                    findings, [.. configuration.Origins.Select(SettingJson.Of)], [.. reports.Select(HostJson.Of)]))
                : null,
            () => CheckText.Lines(findings, configuration.Origins));
        return ExitCode(findings);
    }

    /// <summary>Real compiles at every host, each host in its own time.</summary>
    /// <returns>For each report in its order; none where there is nothing to try.</returns>
    private static async Task<TrialResult[][]> TryAsync(
        HostReport[] reports, InstalledCompiler[] compilers, string? config, CancellationToken stop)
    {
        var tried = reports.Select(report => report is HostReport.Answered answered
                && answered.Description.Load?.Draining is not true
            ? compilers.Where(compiler => CompilerFindings.IsOffered(answered, compiler)).ToArray()
            : []).ToArray();
        if (Environment.ProcessPath is not { } self || Array.TrueForAll(tried, none => none.Length == 0))
        {
            return [.. tried.Select(_ => Array.Empty<TrialResult>())];
        }

        using var trials = new TrialCompiles(self, config, TimeProvider.System);
        return await Task.WhenAll(reports.Select((report, i) => Task.Factory.StartNew(
            () => trials.At(report.Host, tried[i]).ToArray(),
            stop,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).ConfigureAwait(false);
    }

    /// <summary>Clears the failures of hosts that work again, so that the next compile uses them.</summary>
    private static void Forgive(IEnumerable<HostReport> reports, string? runtime)
    {
        var known = new HostStateCache(runtime, TimeProvider.System);
        foreach (var well in reports.OfType<HostReport.Answered>())
        {
            well.Forgive(known);
        }
    }

    /// <param name="json">Null: people read it.</param>
    private void Write(string? json, Func<IEnumerable<string>> lines)
    {
        if (json is not null)
        {
            output.WriteLine(json);
            return;
        }

        foreach (var line in lines())
        {
            output.WriteLine(NativeText.ForPeople(line));
        }
    }

    /// <summary>0: all is well; 1: there are warnings; 2: there are problems.</summary>
    private static int ExitCode(IEnumerable<Finding> findings)
        => findings.Select(finding => finding.Severity).DefaultIfEmpty().Max() switch
        {
            Severity.Ok => 0,
            Severity.Warning => 1,
            Severity.Problem => 2,
        };
}

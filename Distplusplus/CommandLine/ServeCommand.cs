using System.CommandLine;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Values;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Platform.Network;
using Distplusplus.Server.Hosting;

namespace Distplusplus.CommandLine;

/// <summary><c>distplusplus serve</c>: settings, safety of the address, signals; the rest is ServerHost's.</summary>
internal sealed class ServeCommand(
    TextWriter output,
    TextWriter error,
    Func<string, string?> environment,
    Func<IReadOnlyList<string>> variables)
{
    private readonly Option<string[]> _compilers = new("--compilers")
    {
        Description = "Offer the compilers in this directory; may be given several times",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _insecurePlaintext = new("--insecure-plaintext")
    {
        Description = "Listen without TLS on any address: no encryption, no authentication",
    };

    /// <summary>Each sets what the configuration calls by the same name.</summary>
    private readonly Option<string?>[] _settings =
    [
        Setting(
            "--listen", "ADDRESS",
            "Listen on IP:PORT (with TLS unless it is loopback) or unix:PATH (default: 127.0.0.1:3633)"),
        Setting(
            "--slots", "N",
            "Run at most this many jobs at the same time (default: the number of CPUs available)"),
        Setting("--isolation", "LAYER", $"Sandbox of compilers: {ChoiceText.Isolations.Words} (default: auto)"),
        Setting(
            "--user", "NAME", "Switch to this user if root starts the host (default: distplusplus, else nobody)"),
        Setting(
            "--log-level", "LEVEL",
            $"Log messages of this level and above: {ChoiceText.LogLevels.Words} (default: warning)"),
        Setting("--log-format", "FORMAT", $"Write the log as {ChoiceText.LogFormats.Words} (default: lines)"),
        Setting("--status", "[IP:]PORT", "Serve a status page on this address; a bare PORT listens on loopback"),
        Setting("--metrics", "[IP:]PORT", "Serve Prometheus metrics on this address; may be that of --status"),
    ];

    private readonly Option<string?> _config = ConfigOption.Create();

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("serve", "Run a build host");
        Option[] options = [.. _settings[..2], _compilers, _insecurePlaintext, .. _settings[2..], _config];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var flags = FlagsIn(result);
        var configuration = SettingsReader.ForServer(environment, result.GetValue(_config), flags);
        var seen = configuration.File is null ? null : FileIdentity.Of(configuration.File);
        foreach (var problem in configuration.Problems.Concat(VariableNames.Unknown(variables())))
        {
            error.WriteLine($"distplusplus: {problem.Message}");
        }

        if (configuration.Problems.Any(problem => problem.IsMisunderstood))
        {
            return ExitCodes.BadConfiguration;
        }

        var inherited = InheritedSocket.Take(environment, configuration.Settings.Listen, out var trouble);
        if (trouble is not null)
        {
            error.WriteLine($"distplusplus: {trouble}");
            return ExitCodes.CannotListen;
        }

        if (inherited is not null)
        {
            configuration = configuration with
            {
                Settings = configuration.Settings with { Listen = inherited.Listen },
            };
        }

        if (ListenRule.Objection(configuration) is { } objection)
        {
            error.WriteLine($"distplusplus: {objection}");
            return ExitCodes.BadConfiguration;
        }

        if (!OpenSsl.IsInstalled)
        {
            error.WriteLine($"distplusplus: a build host needs OpenSSL, which is not installed: {OpenSsl.Cure}");
            return ExitCodes.BadConfiguration;
        }

        foreach (var missing in configuration.Settings.CompilerDirectories.Where(path => !Directory.Exists(path)))
        {
            error.WriteLine(
                $"distplusplus: {configuration.OriginOf("compilers")}: the directory {missing} does not exist, "
                + "so it offers no compilers: create it, with links to the compilers to offer");
        }

        output.Flush();
        using var signals = new StopSignals(stop);
        var file = configuration.File is { } path
            ? new SettingsFile(path, seen, () => SettingsReader.ForServer(environment, path, flags))
            : null;
        var start = new HostStart(
            configuration.Settings, file, inherited, line => error.WriteLine(NativeText.ForPeople(line)));
        var exitCode = await ServerHost.RunAsync(start, signals.Token, signals.Now).ConfigureAwait(false);
        return signals.ExitCode ?? exitCode;
    }

    private static Option<string?> Setting(string name, string value, string description)
        => new(name) { Description = description, HelpName = value };

    private ILookup<string, string> FlagsIn(ParseResult result)
        => _settings.Select(option => KeyValuePair.Create(option.Name, result.GetValue(option)))
            .Concat((result.GetValue(_compilers) ?? [])
                .Select(directory => KeyValuePair.Create(_compilers.Name, (string?)Path.GetFullPath(directory))))
            .Append(KeyValuePair.Create(_insecurePlaintext.Name, result.GetValue(_insecurePlaintext) ? "true" : null))
            .Where(flag => flag.Value is not null)
            .ToLookup(flag => flag.Key[2..].Replace('-', '_'), flag => flag.Value!);
}

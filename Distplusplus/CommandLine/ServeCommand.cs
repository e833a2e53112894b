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
    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Listen on IP:PORT (with TLS unless it is loopback) or unix:PATH (default: 127.0.0.1:3633)",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _slots = new("--slots")
    {
        Description = "Run at most this many jobs at the same time (default: the number of CPUs available)",
        HelpName = "N",
    };

    private readonly Option<string[]> _compilers = new("--compilers")
    {
        Description = "Offer the compilers in this directory; may be given several times",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _logLevel = new("--log-level")
    {
        Description = $"Log messages of this level and above: {ChoiceText.LogLevels.Words} (default: warning)",
        HelpName = "LEVEL",
    };

    private readonly Option<string?> _logFormat = new("--log-format")
    {
        Description = $"Write the log as {ChoiceText.LogFormats.Words} (default: lines)",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _status = new("--status")
    {
        Description = "Serve a status page on this address; a bare PORT listens on loopback",
        HelpName = "[IP:]PORT",
    };

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = "Serve Prometheus metrics on this address; may be that of --status",
        HelpName = "[IP:]PORT",
    };

    private readonly Option<bool> _insecurePlaintext = new("--insecure-plaintext")
    {
        Description = "Listen without TLS on any address: no encryption, no authentication",
    };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = $"Sandbox of compilers: {ChoiceText.Isolations.Words} (default: auto)",
        HelpName = "LAYER",
    };

    private readonly Option<string?> _user = new("--user")
    {
        Description = "Switch to this user if root starts the host (default: distplusplus, else nobody)",
        HelpName = "NAME",
    };

    private readonly Option<string?> _config = ConfigOption.Create();

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("serve", "Run a build host")
        {
            _listen, _slots, _compilers, _insecurePlaintext, _isolation, _user, _logLevel, _logFormat, _status,
            _metrics, _config,
        };
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var flags = new ServerFlags
        {
            Listen = result.GetValue(_listen),
            Slots = result.GetValue(_slots),
            Compilers = [.. (result.GetValue(_compilers) ?? []).Select(Path.GetFullPath)],
            Isolation = result.GetValue(_isolation),
            User = result.GetValue(_user),
            LogLevel = result.GetValue(_logLevel),
            LogFormat = result.GetValue(_logFormat),
            Status = result.GetValue(_status),
            Metrics = result.GetValue(_metrics),
            InsecurePlaintext = result.GetValue(_insecurePlaintext),
        };
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
}

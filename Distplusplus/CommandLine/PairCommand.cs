using System.CommandLine;
using Distplusplus.Client.Hosts;
using Distplusplus.Configuration;
using Distplusplus.Configuration.Choices;
using Distplusplus.Platform;
using Distplusplus.Platform.Files;
using Distplusplus.Protocol;
using Distplusplus.Protocol.Trust;
using Grpc.Core;

namespace Distplusplus.CommandLine;

/// <summary>
/// <c>distplusplus hosts pair</c>: exchanges keys with a host, as ssh does. Shows and pins the host's key after
/// confirmation, creates the client's own, and prints the line for the host.
/// </summary>
/// <param name="keyboard">Who is asked; null: nobody sits there.</param>
internal sealed class PairCommand(
    TextWriter output, TextWriter error, TextReader? keyboard, Func<string, string?> environment)
{
    private readonly Argument<string> _host = new("HOST:PORT") { Description = "The host to pair with" };

    private readonly Option<string?> _fingerprint = new("--fingerprint")
    {
        Description = "Pin the host's key without a question if this is its fingerprint; fail otherwise",
        HelpName = "KEY",
    };

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Pin the key that the host presents without a question",
    };

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Replace a key that was pinned before",
    };

    private readonly Option<string?> _config = ConfigOption.Create();

    /// <summary>The command as System.CommandLine knows it.</summary>
    public Command Describe()
    {
        var command = new Command("pair", "Pair this client with a host, without a certificate authority")
        {
            _host, _fingerprint, _yes, _replace, _config,
        };
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        var settings = SettingsReader.ForClient(environment, result.GetValue(_config)).Settings;
        if (!HostAddress.TryParse(result.GetValue(_host)!, out var host, out var sentence))
        {
            return Fail(sentence, ExitCodes.Usage);
        }

        if (host.Kind != HostAddressKind.Network)
        {
            return Fail($"{host} cannot be paired: name one host, for example build1:3633", ExitCodes.Usage);
        }

        if (settings.Tls.Directory is not { } directory)
        {
            return Fail("there is no directory for keys: set HOME, or `directory` in [tls]", 1);
        }

        try
        {
            return await PairAsync(result, host with { Transport = HostTransport.Tls }, settings, directory, stop)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is NativeFileException or InvalidDataException)
        {
            return Fail(e.Message, 1);
        }
    }

    private async Task<int> PairAsync(
        ParseResult result, HostAddress host, ClientSettings settings, string directory, CancellationToken stop)
    {
        using var own = OwnCertificate.Configured(settings.Tls) is var (file, _)
            ? OwnCertificate.Certificates(file)[0]
            : OwnKey.Open($"{directory}/{TrustFiles.ClientKey}", OwnName(), TimeProvider.System.GetUtcNow());
        var (shown, failure) = await LookAsync(host, settings, stop).ConfigureAwait(false);
        if (shown is not { } key)
        {
            return Fail(failure!.Sentence, 1);
        }

        output.WriteLine($"{host.Place} has the key {key}");
        if (result.GetValue(_fingerprint) is { } expected && expected != $"{key}")
        {
            return Fail($"{host.Place}: this is not the key {expected}: nothing was pinned", 1);
        }

        var pins = KnownHostsFile.Find(settings.Tls, host);
        if (!pins.Any(pin => pin.Key == key))
        {
            if (pins.Count > 0 && !result.GetValue(_replace))
            {
                return Fail(
                    $"{host.Place}: {pins[0].Place} has another key, {pins[0].Key}: if the host was set up again, "
                    + "compare the key with the one that `distplusplus serve` prints there and add --replace", 1);
            }

            if (result.GetValue(_fingerprint) is null && !result.GetValue(_yes) && Doubt(host, key) is { } doubt)
            {
                return Fail($"{host.Place}: {doubt}: nothing was pinned", 1);
            }

            KnownHostsFile.Set($"{directory}/{TrustFiles.KnownHosts}", host.Place, key);
        }

        output.WriteLine($"  pinned in {directory}/{TrustFiles.KnownHosts}");
        output.WriteLine($"this client has the key {KeyFingerprint.Of(own)}");
        if (failure is null)
        {
            Forgive(host, settings);
        }

        output.WriteLine(failure is null
            ? "  the host admits it"
            : "  the host does not admit it yet: on the host, add this line to "
                + "~/.config/distplusplus/authorized_clients, "
                + "or to /var/lib/distplusplus/authorized_clients if root or the service runs it "
                + "(its log names the file)\n"
                + $"{KeyFingerprint.Of(own)} {OwnName()}");
        if (!settings.Servers.Any(server => server.Place == host.Place))
        {
            output.WriteLine($"{host.Place} is not in `servers` yet: add it");
        }

        return 0;
    }

    /// <summary>Clears the failures of the host under all its names.</summary>
    private void Forgive(HostAddress host, ClientSettings settings)
    {
        var known = new HostStateCache(RuntimeDirectory.Open(environment), TimeProvider.System);
        foreach (var name in settings.Servers.Where(server => server.Place == host.Place).Append(host))
        {
            known.Answered(name, load: null);
        }
    }

    /// <summary>Asks whether it is the right key, as ssh does: yes or the key itself is a yes.</summary>
    /// <returns>Why it is not to be pinned; null: it is.</returns>
    private string? Doubt(HostAddress host, KeyFingerprint key)
    {
        if (keyboard is null)
        {
            return "its key cannot be confirmed without a terminal: compare it with the one that `distplusplus serve` "
                + $"prints there and add --fingerprint {key}, or --yes to accept it unseen";
        }

        output.Write($"  does `distplusplus serve` print this key there? pin it (yes, no or the key): ");
        output.Flush();
        var answer = keyboard.ReadLine()?.Trim();
        return answer is not null && (answer.Equals("yes", StringComparison.OrdinalIgnoreCase) || answer == $"{key}")
            ? null
            : "not confirmed";
    }

    /// <returns>The key the host shows; and why it would not answer, or null.</returns>
    private static async Task<(KeyFingerprint? Key, ConnectionFailure? Failure)> LookAsync(
        HostAddress host, ClientSettings settings, CancellationToken stop)
    {
        KeyFingerprint? key = null;
        using var channel = HostChannel.Open(
            host, settings, new HostTrust.AnyKey(), certificate => key = KeyFingerprint.Of(certificate));
        try
        {
            await new HostQuery(channel, settings, TimeProvider.System).DescribeAsync([], stop);
            return (key, null);
        }
        catch (RpcException e)
        {
            return (key, HostQuery.FailureOf(e, host));
        }
    }

    private static string OwnName() => $"{Environment.UserName}@{Environment.MachineName}";

    private int Fail(string sentence, int exitCode)
    {
        error.WriteLine($"distplusplus: {sentence}");
        return exitCode;
    }
}
